using System.Text.Json;
using Upgrades.Terraform;

namespace Upgrades.Tests.Terraform;

/// <summary>A scan may take over what has not changed since an earlier one; nobody may see a difference.</summary>
public sealed class RescanTests
{
    private static readonly TerraformOptions Options = new();

    public static TheoryData<string> Cases() => GoldenTests.Upgradable();

    [Theory]
    [MemberData(nameof(Cases))]
    public void a_scan_that_builds_on_another_sees_what_a_fresh_one_sees(string name)
    {
        var (original, expected) = (GoldenCase.Files(name, "original"), GoldenCase.Files(name, "expected"));

        var again = TerraformEngine.Scan(expected, Options, TerraformEngine.Scan(original, Options));

        Json(again).ShouldBe(Json(TerraformEngine.Scan(expected, Options)));
    }

    [Fact]
    public void only_stacks_that_a_change_reaches_are_read_again()
    {
        SourceFile[] files = [Stack("one", "1.0.0"), Stack("two", "1.0.0"), new("modules/app/main.tf", Text("${var.tag}") + "variable \"tag\" {}"), Caller("three")];
        var before = TerraformEngine.Scan(files, Options);

        var after = TerraformEngine.Scan([Stack("one", "1.1.0"), .. files[1..]], Options, before);
        var module = TerraformEngine.Scan([.. files[..2], new("modules/app/main.tf", files[2].Text.Replace("a/b", "a/c", StringComparison.Ordinal)), files[3]], Options, before);

        before.Stacks.Select(s => s.Name).ShouldBe(["one", "three", "two"]);
        after.Stacks.Zip(before.Stacks).Select(s => ReferenceEquals(s.First, s.Second)).ShouldBe([false, true, true]);
        after.Stacks[0].Images.Single().Tag.ShouldBe("1.1.0");
        module.Stacks.Zip(before.Stacks).Select(s => ReferenceEquals(s.First, s.Second)).ShouldBe([true, false, true]);
        module.Stacks[1].Images.Single().Image!.Name.ShouldBe("docker.io/a/c");
    }

    [Fact]
    public void a_module_that_was_missing_is_found_when_it_comes()
    {
        var before = TerraformEngine.Scan([Caller("three")], Options);

        var after = TerraformEngine.Scan([Caller("three"), new("modules/app/main.tf", Text("${var.tag}") + "variable \"tag\" {}")], Options, before);

        before.Problems.Count.ShouldBe(1);
        after.Problems.ShouldBeEmpty();
        after.Stacks.Single().Images.Single().Tag.ShouldBe("3.0.0");
    }

    [Fact]
    public void other_mirrors_or_stack_roots_are_another_reading()
    {
        SourceFile[] files = [Stack("one", "1.0.0")];
        var mirrored = new TerraformOptions { RegistryMirrors = new Dictionary<string, string> { ["a"] = "ghcr.io/a" } };

        TerraformEngine.Scan(files, mirrored, TerraformEngine.Scan(files, Options)).Stacks.Single().Images.Single().Image!.Name.ShouldBe("ghcr.io/a/b");
    }

    private static SourceFile Stack(string name, string tag) => new($"stacks/{name}/main.tf", Text(tag));

    private static SourceFile Caller(string name) => new($"stacks/{name}/main.tf", "module \"app\" {\n  source = \"../../modules/app\"\n  tag = \"3.0.0\"\n}\n");

    private static string Text(string tag) =>
        $$"""
        resource "kubernetes_deployment" "app" {
          spec {
            template {
              spec {
                container {
                  name  = "app"
                  image = "a/b:{{tag}}"
                }
              }
            }
          }
        }

        """;

    private static string Json(RepositoryScan scan) => JsonSerializer.Serialize(scan);
}
