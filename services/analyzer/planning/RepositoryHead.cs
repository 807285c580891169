using Upgrades.Repository.Catalogs;
using Upgrades.Terraform;

namespace Upgrades.Analyzer.Planning;

/// <summary>The infrastructure repository at one commit, as far as planning looks at it.</summary>
public sealed record RepositoryHead
{
    /// <summary>Identity of the repository in upgrade ids.</summary>
    public required string Name { get; init; }

    public required string Commit { get; init; }

    public required RepositoryScan Scan { get; init; }

    public required Catalog Catalog { get; init; }

    /// <summary>Files that are no UTF-8: what stands in them is not known.</summary>
    public IReadOnlyList<SyntaxProblem> Undecodable { get; init; } = [];

    /// <summary>How the catalog says that the Terraform is to be read.</summary>
    public static TerraformOptions OptionsOf(Catalog catalog) => new()
    {
        StackRoots = catalog.StackRoots.Count > 0 ? catalog.StackRoots : new TerraformOptions().StackRoots,
        RegistryMirrors = catalog.Mirrors.ToDictionary(m => m.Mirror, m => m.Origin),
    };
}
