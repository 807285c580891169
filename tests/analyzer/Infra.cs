using Upgrades.Terraform;

namespace Upgrades.Tests.Analyzer;

/// <summary>Terraform as small as it can be, for stacks that hold images.</summary>
internal static class Infra
{
    /// <param name="images">Expressions: <c>"nginx:1.27.0"</c> is written with its quotes.</param>
    public static string Deployment(string name, params string[] images) => DeploymentWith("", name, images);

    public static string DeploymentWith(string lifecycle, string name, params string[] images) =>
        $$"""
        resource "kubernetes_deployment" "{{name}}" {
          metadata {
            name      = "{{name}}"
            namespace = "{{name}}"
          }
          {{lifecycle}}
          spec {
            template {
              spec {
        {{string.Concat(images.Select((image, i) => $"        container {{\n          name  = \"c{i}\"\n          image = {image}\n        }}\n"))}}
              }
            }
          }
        }

        """;

    public static RepositoryScan Scan(params (string Path, string Text)[] files) =>
        TerraformEngine.Scan([.. files.Select(f => new SourceFile(f.Path, f.Text))], new TerraformOptions());

    /// <summary>The one stack of a repository that has nothing else.</summary>
    public static StackScan Stack(string text) => Scan(("stacks/app/main.tf", text)).Stacks.ShouldHaveSingleItem();
}
