using Upgrades.Terraform;

namespace Upgrades.Tests.Terraform;

/// <summary>Where a container's memory limit is written, and that an edit changes it alone.</summary>
public sealed class MemoryTests
{
    private const string Image = "ghcr.io/acme/web";

    public static TheoryData<string, string> Ways => new()
    {
        { "block with a map", Deployment("""resources { limits = { memory = "512Mi" } }""") },
        { "older block", Deployment("resources {\n limits {\n memory = \"512Mi\"\n }\n }") },
        { "a variable's default", Deployment("resources { limits = { memory = var.memory } }") + "\nvariable \"memory\" { default = \"512Mi\" }" },
        { "a local", Deployment("resources { limits = local.limits }") + "\nlocals { limits = { cpu = \"1\", memory = \"512Mi\" } }" },
        { "a manifest", Manifest },
        { "values of a chart", Chart },
        { "values of a chart with image as a whole", Chart.Replace("{ repository = \"ghcr.io/acme/web\", tag = \"1.0\" }", "\"ghcr.io/acme/web:1.0\"", StringComparison.Ordinal) },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void the_limit_of_the_container_is_changed_and_nothing_else(string way, string text)
    {
        var scan = Scan(("stacks/web/main.tf", text));

        var change = TerraformEngine.PlanMemory(scan, "web", "app", [Image], limit => limit == "512Mi" ? "1Gi" : null);

        change.Refusal.ShouldBeNull(way);
        change.Memory.Select(m => (m.From, m.To)).ShouldBe([("512Mi", "1Gi")]);
        var edited = TerraformEngine.Apply(scan, "web", change.Edits, withMemory: true).ShouldBeOfType<EditResult.Edited>();
        edited.Files.Single().Text.ShouldBe(text.Replace("\"512Mi\"", "\"1Gi\"", StringComparison.Ordinal));
        TerraformEngine.Apply(Scan(("stacks/web/main.tf", edited.Files[0].Text)), "web", TerraformEngine.Inverse(change.Edits), withMemory: true)
            .ShouldBeOfType<EditResult.Edited>().Files.Single().Text.ShouldBe(text);
    }

    [Fact]
    public void who_may_only_move_versions_cannot_move_memory()
    {
        var scan = Scan(("stacks/web/main.tf", Deployment("""resources { limits = { memory = "512Mi" } }""")));
        var edits = TerraformEngine.PlanMemory(scan, "web", "app", [Image], _ => "1Gi").Edits;

        TerraformEngine.Apply(scan, "web", edits).ShouldBeOfType<EditResult.Refused>().Message.ShouldContain("no version is written there");
    }

    [Fact]
    public void a_limit_that_other_stacks_share_is_refused()
    {
        var module = ("modules/app/main.tf", Deployment("resources { limits = { memory = var.memory } }") + "\nvariable \"memory\" { default = \"512Mi\" }");
        const string Call = "module \"app\" { source = \"../../modules/app\" }";

        var change = TerraformEngine.PlanMemory(Scan(module, ("stacks/web/main.tf", Call), ("stacks/shop/main.tf", Call)), "web", "app", [Image], _ => "1Gi");

        change.Refusal.ShouldBe("the stack shop uses the same literal and would move too");
    }

    [Theory]
    [InlineData("", "web has no memory limit of container app that is written down as a text")]
    [InlineData("resources { limits = { memory = data.x.y.z } }", "web has no memory limit of container app that is written down as a text")]
    [InlineData("resources { limits = { memory = \"8Gi\" } }", "the memory limit of container app is 8Gi, and must not be raised further")]
    public void what_cannot_or_must_not_be_raised_is_said(string resources, string why) =>
        TerraformEngine.PlanMemory(Scan(("stacks/web/main.tf", Deployment(resources))), "web", "app", [Image], limit => limit == "8Gi" ? null : "1Gi").Refusal.ShouldBe(why);

    [Fact]
    public void the_container_that_died_is_meant_and_not_its_neighbour()
    {
        var text = Deployment("""resources { limits = { memory = "512Mi" } }""").Replace(
            "spec {\n        container",
            "spec {\n        container {\n name = \"sidecar\"\n image = \"ghcr.io/acme/web:1.0\"\n resources { limits = { memory = \"64Mi\" } }\n }\n        container",
            StringComparison.Ordinal);
        text.ShouldContain("sidecar");

        TerraformEngine.PlanMemory(Scan(("stacks/web/main.tf", text)), "web", "sidecar", [Image], _ => "128Mi").Memory.Single().From.ShouldBe("64Mi");
    }

    private static RepositoryScan Scan(params (string Path, string Text)[] files) =>
        TerraformEngine.Scan([.. files.Select(f => new SourceFile(f.Path, f.Text))], new TerraformOptions());

    private static string Deployment(string resources) =>
        $$"""
        resource "kubernetes_deployment" "web" {
          spec {
            template {
              spec {
                container {
                  name  = "app"
                  image = "ghcr.io/acme/web:1.0"
                  {{resources}}
                }
              }
            }
          }
        }
        """;

    private const string Manifest =
        """
        resource "kubernetes_manifest" "web" {
          manifest = {
            kind = "Deployment"
            spec = { template = { spec = { containers = [{ name = "app", image = "ghcr.io/acme/web:1.0", resources = { limits = { memory = "512Mi" } } }] } } }
          }
        }
        """;

    private const string Chart =
        """
        resource "helm_release" "web" {
          name  = "web"
          chart = "web"
          values = [yamlencode({
            server = { image = { repository = "ghcr.io/acme/web", tag = "1.0" }, resources = { limits = { memory = "512Mi" } } }
          })]
        }
        """;
}
