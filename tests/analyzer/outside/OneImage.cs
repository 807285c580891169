using System.Text;
using Upgrades.Analyzer.Planning;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Repository.Catalogs;
using Upgrades.Terraform;

namespace Upgrades.Tests.Analyzer.Outside;

/// <summary>Repositories whose stacks hold one image each, and the production planning over them.</summary>
internal static class OneImage
{
    public static RepositoryHead Head(params IEnumerable<(string Stack, string Image)> stacks) => new()
    {
        Name = "infra",
        Commit = "0123456789012345678901234567890123456789",
        Scan = TerraformEngine.Scan(
            [.. stacks.Select(s => new SourceFile($"stacks/{s.Stack}/main.tf", Infra.Deployment(s.Stack, $"\"{s.Image}\"")))], new TerraformOptions()),
        Catalog = CatalogReader.Read("upgrade-config.json", Encoding.UTF8.GetBytes("{}")).Catalog,
    };

    public static Task<UpdatePlan> PlanAsync(OutsideWorld world, RepositoryHead head, string image, string tag) =>
        world.Get<PlanUpgrades>().PlanAsync(new UpdateRequest { Image = ImageReference.Parse(image), Tag = tag }, head, [], CancellationToken.None);
}
