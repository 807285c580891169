using Upgrades.Terraform;

namespace Upgrades.Tests.Terraform;

/// <summary>What is found, how it was reached, and what is no site although it looks like one.</summary>
public sealed class SiteTests
{
    private static readonly TerraformOptions Options = new();

    public static TheoryData<string, SiteVia, string> Ways => new()
    {
        { "literal-tag", SiteVia.Literal, "stacks/app/main.tf" },
        { "variable-default", SiteVia.Variable, "stacks/app/variables.tf" },
        { "terraform-tfvars-over-a-default", SiteVia.Tfvars, "stacks/app/terraform.tfvars" },
        { "terragrunt-passes-a-tfvars", SiteVia.Tfvars, "common.tfvars" },
        { "terragrunt-inputs", SiteVia.ModuleInput, "stacks/app/terragrunt.hcl" },
        { "local-value", SiteVia.Local, "stacks/app/main.tf" },
        { "module-input-object", SiteVia.ModuleInput, "stacks/app/main.tf" },
        { "for-each-over-a-map-of-objects", SiteVia.Each, "stacks/app/main.tf" },
        { "jsondecode-of-a-file", SiteVia.DataFile, "stacks/app/versions.json" },
        { "yamldecode-of-a-file", SiteVia.DataFile, "stacks/versions.yaml" },
        { "values-by-yamlencode", SiteVia.Values, "stacks/app/main.tf" },
        { "values-by-heredoc", SiteVia.Values, "stacks/app/main.tf" },
        { "values-by-file", SiteVia.Values, "stacks/app/values.yaml" },
        { "values-by-templatefile", SiteVia.Template, "stacks/app/values.yaml.tftpl" },
        { "template-variable-carries-the-tag", SiteVia.Local, "stacks/app/main.tf" },
        { "set-block", SiteVia.Set, "stacks/app/main.tf" },
        { "set-list-of-provider-3", SiteVia.Set, "stacks/app/main.tf" },
        { "kubernetes-manifest-object", SiteVia.Manifest, "stacks/app/main.tf" },
        { "kubernetes-manifest-of-a-file", SiteVia.Manifest, "stacks/app/app.yaml" },
        { "kubectl-manifest-yaml-body", SiteVia.Manifest, "stacks/app/main.tf" },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void a_site_says_how_it_was_reached_and_where_the_edit_would_land(string golden, SiteVia via, string file)
    {
        var test = GoldenCase.Read(golden);
        var original = GoldenCase.Files(golden, "original");

        var site = TerraformEngine.Scan(original, Options).Stacks.Single(s => s.Name == test.Stack).Images.First(i => i.Image?.Name == test.Image && i.Tag == test.From);

        (site.Via, site.File).ShouldBe((via, file));
        var line = original.Single(f => f.Path == file).Text.Split('\n')[site.Line - 1];
        line[(site.Column - 1)..].ShouldStartWith(test.From.Split('-')[0]);
    }

    [Fact]
    public void every_golden_version_that_changes_is_on_the_line_that_its_site_names()
    {
        // There "1.2." and 12 make the version, and which of them changes depends on where it goes.
        foreach (var name in GoldenCase.Names.Where(n => GoldenCase.Read(n).Refusal is null && n != "number-without-quotes"))
        {
            var (test, original, expected) = (GoldenCase.Read(name), GoldenCase.Files(name, "original"), GoldenCase.Files(name, "expected"));
            var stack = TerraformEngine.Scan(original, Options).Stacks.Single(s => s.Name == test.Stack);
            var places = stack.Images.Where(i => i.Tag == test.From).Select(i => (i.File, i.Line)).Concat(stack.Charts.Where(c => c.Version == test.From).Select(c => (c.File, c.Line)));

            string Line(IReadOnlyList<SourceFile> files, (string File, int Line) place) => files.Single(f => f.Path == place.File).Text.Split('\n')[place.Line - 1];
            places.Any(p => Line(original, p) != Line(expected, p)).ShouldBeTrue($"{name}: {string.Join(", ", places)}");
        }
    }

    [Theory]
    [InlineData("# image = \"ghcr.io/a/b:1.0.0\"")]
    [InlineData("metadata {\n annotations = { \"diun.include_tags\" = \"ghcr.io/a/b:1.0.0\" }\n }")]
    [InlineData("spec {\n template {\n spec {\n container {\n name = \"x\"\n image = null\n }\n }\n }\n }", 1)]
    [InlineData("data = {\n script = <<-EOT\n docker pull ghcr.io/a/b:1.0.0\n image: ghcr.io/a/b:1.0.0\n EOT\n }")]
    public void what_only_looks_like_an_image_is_no_site(string inside, int unresolved = 0)
    {
        var images = Scan($"resource \"kubernetes_deployment\" \"x\" {{\n  {inside}\n}}\n").Stacks.Single().Images;

        images.Count.ShouldBe(unresolved);
        images.ShouldAllBe(i => i.Status == SiteStatus.Unresolved);
    }

    [Theory]
    [InlineData("image: \"docker.io/* | ghcr.io/*\"")]
    [InlineData("logo-image: https://example.com/a:1.0.0")]
    [InlineData("imagePullSecrets: [a]")]
    [InlineData("image: \"{{ .Values.x }}\"")]
    [InlineData("podAnnotations:\n  image: ghcr.io/a/b:1.0.0")]
    [InlineData("script: |\n  image: ghcr.io/a/b:1.0.0")]
    [InlineData("kind: ConfigMap\ndata:\n  image: ghcr.io/a/b:1.0.0")]
    public void values_hold_much_that_is_no_image(string yaml) =>
        Values(yaml).Images.ShouldBeEmpty();

    [Theory]
    [InlineData("image:\n  tag: 1.10", SiteStatus.Unresolved, "does not read as it is written")]
    [InlineData("image:\n  repository: a/b\n  tag: 1.10", SiteStatus.Unresolved, "does not read as it is written")]
    [InlineData("image:\n  repository: a/b", SiteStatus.Untagged, null)]
    [InlineData("image:\n  repository: a/b\n  tag: latest", SiteStatus.Floating, null)]
    [InlineData("image:\n  repository: a/b\n  tag: 1.2.3", SiteStatus.Pinned, null)]
    [InlineData("image:\n  tag: 1.2.3", SiteStatus.Unresolved, "the repository is the chart's own")]
    [InlineData("web:\n  image:\n    repository: ${data.x.y.z}\n    tag: 1.2.3", SiteStatus.Unresolved, "data source")]
    public void an_image_in_values_has_a_status_like_any_other(string yaml, SiteStatus status, string? reason)
    {
        var site = Values(yaml).Images.ShouldHaveSingleItem();

        site.Image?.Name.ShouldBe("docker.io/a/b");
        site.Status.ShouldBe(status, site.Reason);
        if (reason is not null)
        {
            site.Reason.ShouldNotBeNull().ShouldContain(reason);
        }
    }

    [Fact]
    public void values_that_cannot_be_known_are_told_once()
    {
        var site = Scan("resource \"helm_release\" \"x\" {\n  name = \"x\"\n  chart = \"x\"\n  values = [data.x.y.z]\n}\n").Stacks.Single().Images.ShouldHaveSingleItem();

        (site.Status, site.Container).ShouldBe((SiteStatus.Unresolved, "values"));
    }

    [Theory]
    [InlineData("version = \"1.2.3\"", SiteStatus.Pinned)]
    [InlineData("version = \"1.2.3+up1\"", SiteStatus.Pinned)]
    [InlineData("version = \"~> 1.2\"", SiteStatus.Floating)]
    [InlineData("", SiteStatus.Untagged)]
    [InlineData("version = null", SiteStatus.Untagged)]
    [InlineData("version = var.none", SiteStatus.Unresolved)]
    [InlineData("version = \"1.2.3\"\n lifecycle {\n ignore_changes = [version]\n }", SiteStatus.Ignored)]
    public void a_chart_has_a_status(string version, SiteStatus status) =>
        Scan($"resource \"helm_release\" \"x\" {{\n name = \"x\"\n chart = \"x\"\n {version}\n}}\n").Stacks.Single().Charts.Single().Status.ShouldBe(status);

    [Fact]
    public void a_linked_file_is_a_file_of_both_folders_and_edited_where_it_lies()
    {
        SourceFile[] files = [
            new("shared/app.tf", "resource \"kubernetes_pod\" \"x\" {\n  spec {\n    container {\n      image = \"a/b:${var.tag}\"\n    }\n  }\n}\n"),
            new("stacks/app/app.tf", "../../shared/app.tf") { IsLink = true },
            new("stacks/app/vars.tf", "variable \"tag\" {\n  default = \"1.0.0\"\n}\n"),
            new("stacks/app/out.tf", "../../../../etc/passwd") { IsLink = true }];

        var site = TerraformEngine.Scan(files, Options).Stacks.Single().Images.ShouldHaveSingleItem();

        (site.Tag, site.File).ShouldBe(("1.0.0", "stacks/app/vars.tf"));
    }

    [Fact]
    public void what_stands_in_jsons_syntax_is_said_to_be_unread() =>
        TerraformEngine.Scan([new("stacks/app/main.tf.json", "{}")], Options).Problems.Single().ToString()
            .ShouldBe("stacks/app/main.tf.json:1:1: Terraform's JSON syntax is not read: versions in it are not seen");

    [Fact]
    public void a_link_that_leads_elsewhere_is_read_again()
    {
        SourceFile[] files = [
            new("stacks/app/main.tf", "locals {\n  v = yamldecode(file(\"${path.module}/v.yaml\"))\n}\nresource \"kubernetes_pod\" \"x\" {\n  spec {\n    container {\n      image = \"a/b:${local.v.tag}\"\n    }\n  }\n}\n"),
            new("one.yaml", "tag: 1.0.0\n"),
            new("two.yaml", "tag: 2.0.0\n"),
            new("stacks/app/v.yaml", "../../one.yaml") { IsLink = true }];

        var before = TerraformEngine.Scan(files, Options);
        var after = TerraformEngine.Scan([.. files[..3], files[3] with { Text = "../../two.yaml" }], Options, before);

        (before.Stacks.Single().Images.Single().Tag, after.Stacks.Single().Images.Single().Tag).ShouldBe(("1.0.0", "2.0.0"));
    }

    [Fact]
    public void what_a_map_says_last_hides_what_was_said_before_even_where_it_makes_no_sense()
    {
        var site = Scan("locals {\n  a = merge({ tag = \"1.0.0\" }, { tag = local.none })\n}\nresource \"kubernetes_pod\" \"x\" {\n  spec {\n    container {\n      image = \"a/b:${local.a.tag}\"\n    }\n  }\n}\n")
            .Stacks.Single().Images.Single();

        (site.Status, site.Image!.Name).ShouldBe((SiteStatus.Unresolved, "docker.io/a/b"));
    }

    [Fact]
    public void links_in_a_ring_lead_nowhere() =>
        TerraformEngine.Scan([new("stacks/app/a.tf", "b.tf") { IsLink = true }, new("stacks/app/b.tf", "a.tf") { IsLink = true }], Options).Stacks.ShouldBeEmpty();

    [Fact]
    public void a_text_that_doubles_at_every_turn_ends_unresolved()
    {
        var locals = string.Concat(Enumerable.Range(1, 60).Select(i => $"  l{i} = \"${{local.l{i - 1}}}${{local.l{i - 1}}}\"\n"));

        Scan($"locals {{\n  l0 = \"a\"\n{locals}}}\nresource \"kubernetes_pod\" \"x\" {{\n  spec {{\n    container {{\n      image = local.l60\n    }}\n  }}\n}}\n")
            .Stacks.Single().Images.Single().Status.ShouldBe(SiteStatus.Unresolved);
    }

    [Fact]
    public void conditions_that_branch_at_every_turn_end_unresolved()
    {
        var locals = string.Concat(Enumerable.Range(1, 400).Select(i => $"  l{i} = var.x ? local.l{i - 1} : local.l{i - 1}\n"));

        Scan($"locals {{\n  l0 = toset([\"a\"])\n{locals}}}\nvariable \"x\" {{}}\nresource \"kubernetes_pod\" \"x\" {{\n  for_each = local.l400\n  spec {{\n    container {{\n      image = \"a/b:${{each.key}}\"\n    }}\n  }}\n}}\n")
            .Stacks.Single().Images.Single().Status.ShouldBe(SiteStatus.Unresolved);
    }

    [Theory]
    [InlineData("{a")]
    [InlineData("[")]
    [InlineData("**{")]
    public void a_pattern_that_cannot_be_followed_leaves_its_manifests_unresolved(string pattern) =>
        Scan($"resource \"kubectl_manifest\" \"x\" {{\n  for_each = fileset(path.module, \"{pattern}\")\n  yaml_body = file(each.value)\n}}\n").Stacks.Single().Images.ShouldHaveSingleItem().Status.ShouldBe(SiteStatus.Unresolved);

    [Fact]
    public void anchors_that_multiply_are_read_once()
    {
        var yaml = "a0: &a0 { image: \"x/y:1.0.0\" }\n" + string.Concat(Enumerable.Range(1, 30).Select(i => $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n"));

        Values(yaml).Images.ShouldContain(i => i.Tag == "1.0.0");
    }

    private static StackScan Values(string yaml) => Scan(
        $"resource \"helm_release\" \"x\" {{\n  name = \"x\"\n  chart = \"x\"\n  version = \"1.0.0\"\n  values = [<<EOT\n{yaml}\nEOT\n  ]\n}}\n").Stacks.Single();

    private static RepositoryScan Scan(string text) => TerraformEngine.Scan([new SourceFile("stacks/x/main.tf", text)], Options);
}
