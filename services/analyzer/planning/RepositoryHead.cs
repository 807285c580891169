using Upgrades.Repository;
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

    /// <summary>What was scanned.</summary>
    public IReadOnlyList<SourceFile> Sources { get; init; } = [];

    /// <param name="files">Those that the engine wants to see.</param>
    /// <param name="last">An earlier scan: what has not changed since is not read again.</param>
    public static RepositoryHead Of(string name, string commit, IReadOnlyList<RepositoryFile> files, Catalog catalog, RepositoryScan? last = null)
    {
        List<SourceFile> sources = [];
        List<SyntaxProblem> undecodable = [];
        foreach (var file in files)
        {
            if (SourceFile.TryDecode(file.Path, file.Content.Span, out var source, out var problem))
            {
                sources.Add(source with { IsLink = file.IsLink });
            }
            else if (TerraformEngine.MustBeReadable(file.Path))
            {
                undecodable.Add(problem);
            }
        }

        var scan = TerraformEngine.Scan(sources, OptionsOf(catalog), last);
        return new RepositoryHead { Name = name, Commit = commit, Scan = scan, Catalog = catalog, Undecodable = undecodable, Sources = sources };
    }

    /// <summary>How the catalog says that the Terraform is to be read.</summary>
    public static TerraformOptions OptionsOf(Catalog catalog) => new()
    {
        StackRoots = catalog.StackRoots.Count > 0 ? catalog.StackRoots : new TerraformOptions().StackRoots,
        RegistryMirrors = catalog.Mirrors.ToDictionary(m => m.Mirror, m => m.Origin),
    };
}
