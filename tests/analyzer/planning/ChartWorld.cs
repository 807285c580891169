using System.Text;
using Upgrades.Analyzer.Decisions;
using Upgrades.Analyzer.Planning;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Repository.Catalogs;
using Upgrades.Terraform;

namespace Upgrades.Tests.Analyzer.Planning;

/// <summary>Stacks with Helm releases, planned as a library with everything outside behind it.</summary>
internal static class ChartWorld
{
    public const string Repository = "https://charts.example.org/charts";

    public static string Release(string version, string chart = "shop", string @namespace = "shop", string more = "", string name = "shop", string repository = Repository) =>
        $$"""
        resource "helm_release" "{{name}}" {
          name       = "{{name}}"
          namespace  = "{{@namespace}}"
          chart      = "{{chart}}"
          repository = "{{repository}}"
          version    = {{version}}
          {{more}}
        }

        """;

    public static Task<UpdatePlan> PlanChartAsync(this OutsideWorld world, string text, string version, string catalog = "{}", string repository = Repository) =>
        world.Get<PlanUpgrades>().PlanAsync(
            new ChartRequest { Name = ChartName.TryRead("shop", repository, out var name) ? name : throw new InvalidOperationException(), Version = version },
            Head(catalog, ("stacks/shop/main.tf", text)), [], CancellationToken.None);

    public static Task<UpdatePlan> PlanImageAsync(
        this OutsideWorld world, string image, string tag, string catalog, string? @namespace, params (string Path, string Text)[] files) => world.Get<PlanUpgrades>().PlanAsync(
        new UpdateRequest { Image = ImageReference.Parse(image), Tag = tag, Namespace = @namespace, UpdateIds = [Guid.Empty] }, Head(catalog, files), [], CancellationToken.None);

    public static RepositoryHead Head(string catalog, params (string Path, string Text)[] files)
    {
        var reading = CatalogReader.Read("upgrade-config.json", Encoding.UTF8.GetBytes(catalog));
        reading.Problems.ShouldBeEmpty();
        return new RepositoryHead
        {
            Name = "infra",
            Commit = "0123456789012345678901234567890123456789",
            Scan = TerraformEngine.Scan([.. files.Select(f => new SourceFile(f.Path, f.Text))], RepositoryHead.OptionsOf(reading.Catalog)),
            Catalog = reading.Catalog,
        };
    }
}
