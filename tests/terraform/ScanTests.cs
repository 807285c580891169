using Upgrades.Terraform;

namespace Upgrades.Tests.Terraform;

public sealed class ScanTests
{
    private static readonly TerraformOptions Options = new();

    [Fact]
    public void a_site_says_what_is_written_where()
    {
        var site = TerraformEngine.Scan(GoldenCase.Files("variable-default", "original"), Options).Stacks.Single().Images.Single();

        (site.Image!.Name, site.Tag, site.Status, site.Via).ShouldBe(("ghcr.io/example/app", "v1.2.3", SiteStatus.Pinned, SiteVia.Variable));
        (site.File, site.Line, site.Column).ShouldBe(("stacks/app/variables.tf", 3, 14));
        (site.Resource, site.Container).ShouldBe(("kubernetes_deployment.app", "app"));
        site.Site.ShouldBe("stacks/app/variables.tf#variable.app_version.default");
    }

    [Fact]
    public void every_caller_of_a_module_is_a_site_of_its_own()
    {
        var images = TerraformEngine.Scan(GoldenCase.Files("module-input-of-one-of-two-callers", "original"), Options).Stacks.Single(s => s.Name == "auth").Images;

        images.Select(i => (i.Resource, i.Tag, i.Via)).ShouldBe([
            ("module.a.kubernetes_deployment.app", "26.3.0", SiteVia.ModuleInput), ("module.b.kubernetes_deployment.app", "26.2.0", SiteVia.ModuleInput)]);
    }

    [Theory]
    [InlineData("\"nginx:latest\"", SiteStatus.Floating, null)]
    [InlineData("\"nginx\"", SiteStatus.Untagged, null)]
    [InlineData("\"nginx:1.27.0\"", SiteStatus.Pinned, null)]
    [InlineData("var.missing", SiteStatus.Unresolved, "var.missing is not declared")]
    [InlineData("local.a", SiteStatus.Unresolved, "refers to itself")]
    [InlineData("data.docker.x.y", SiteStatus.Unresolved, "data source")]
    [InlineData("each.value.image", SiteStatus.Unresolved, "for_each")]
    [InlineData("replace(\"nginx:1\", \"1\", \"2\")", SiteStatus.Unresolved, "replace()")]
    [InlineData("true ? \"a:1\" : \"b:1\"", SiteStatus.Unresolved, "condition")]
    [InlineData("\"NOT an image\"", SiteStatus.Unresolved, "NOT an image")]
    [InlineData("\"\"", SiteStatus.Unresolved, "empty")]
    public void nothing_is_left_out_silently(string image, SiteStatus status, string? reason)
    {
        var site = Scan($$"""
            locals {
              a = local.b
              b = local.a
            }
            resource "kubernetes_stateful_set_v1" "x" {
              spec {
                template {
                  spec {
                    container {
                      name  = "x"
                      image = {{image}}
                    }
                  }
                }
              }
            }
            """).Stacks.Single().Images.ShouldHaveSingleItem();

        site.Status.ShouldBe(status, site.Reason);
        if (reason is not null)
        {
            site.Reason.ShouldNotBeNull().ShouldContain(reason);
        }
    }

    [Fact]
    public void a_mirror_is_read_as_the_registry_behind_it()
    {
        var options = new TerraformOptions { RegistryMirrors = new Dictionary<string, string> { ["mirror.example.test/hub"] = "docker.io" } };
        var files = GoldenCase.Files("literal-tag", "original").Select(f => f with { Text = f.Text.Replace("ghcr.io/example", "mirror.example.test/hub/library", StringComparison.Ordinal) }).ToList();

        TerraformEngine.Scan(files, options).Stacks.Single().Images.Single().Image!.Name.ShouldBe("docker.io/library/app");
    }

    [Fact]
    public void keel_and_terraform_may_have_their_hands_on_an_image()
    {
        var scan = Scan("""
            resource "kubernetes_deployment" "x" {
              metadata {
                annotations = { "keel.sh/policy" = "minor" }
              }
              spec {
                template {
                  spec {
                    container {
                      image = "nginx:1.27.0"
                    }
                  }
                }
              }
            }
            """);

        var site = scan.Stacks.Single().Images.Single();
        (site.Status, site.Reason).ShouldBe((SiteStatus.Ignored, "the annotation keel.sh/policy is \"minor\": Keel changes this image itself"));
    }

    [Fact]
    public void a_namespace_is_read_from_its_resource_and_else_is_the_stacks_name()
    {
        Scan("resource \"kubernetes_namespace\" \"x\" {\n  metadata {\n    name = \"photos\"\n  }\n}\n").Stacks.Single().Namespaces.ShouldBe(["photos"]);
        Scan("locals {}\n").Stacks.Single().Namespaces.ShouldBe(["x"]);
    }

    [Fact]
    public void bad_files_and_modules_that_are_not_there_are_told_with_their_place()
    {
        var scan = TerraformEngine.Scan(
            [new SourceFile("stacks/a/main.tf", "module \"m\" {\n  source = \"../nowhere\"\n}\n"), new SourceFile("stacks/b/main.tf", "a = \"\n")], Options);

        scan.Problems.Select(p => p.ToString()).ShouldContain(p => p.StartsWith("stacks/b/main.tf:1:", StringComparison.Ordinal));
        scan.Problems.Select(p => p.ToString()).ShouldContain("stacks/a/main.tf:1:1: module \"m\": its source is no folder of this repository with Terraform sources");
    }

    [Fact]
    public void without_a_matching_root_every_folder_that_no_other_calls_is_a_stack()
    {
        var files = GoldenCase.Files("module-input", "original").Select(f => f with { Path = f.Path.Replace("stacks/", "live/", StringComparison.Ordinal) }).ToList();

        TerraformEngine.Scan(files, Options).Stacks.Select(s => (s.Name, s.Path)).ShouldBe([("auth", "live/auth")]);
    }

    [Fact]
    public void two_thousand_mutants_of_the_golden_files_crash_nothing()
    {
        var random = new Random(20261124);
        var corpus = GoldenCase.Names.Select(n => GoldenCase.Files(n, "original")).ToList();
        const string Scraps = "{}[]()\"$%\\\n#/=,.a1 ";
        for (var i = 0; i < 2_000; i++)
        {
            var files = corpus[i % corpus.Count].Select(f => f with { Text = Mutate(f.Text, random, Scraps) }).ToList();

            TerraformEngine.Scan(files, Options).ShouldNotBeNull();
        }
    }

    private static string Mutate(string text, Random random, string scraps)
    {
        for (var i = random.Next(1, 6); i > 0 && text.Length > 2; i--)
        {
            var at = random.Next(text.Length - 1);
            text = random.Next(4) switch
            {
                0 => text.Remove(at, Math.Min(random.Next(1, 12), text.Length - at)),
                1 => text.Insert(at, scraps[random.Next(scraps.Length)].ToString()),
                2 => text.Insert(at, text.Substring(at, Math.Min(random.Next(1, 40), text.Length - at))),
                _ => text[..at],
            };
        }

        return text;
    }

    private static RepositoryScan Scan(string text) => TerraformEngine.Scan([new SourceFile("stacks/x/main.tf", text)], Options);
}
