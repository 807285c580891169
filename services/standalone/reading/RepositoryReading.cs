using Upgrades.Analyzer.Planning;
using Upgrades.Repository.Catalogs;
using Upgrades.Standalone.Commands;
using Upgrades.Terraform;

namespace Upgrades.Standalone.Reading;

/// <summary>A repository as <c>scan</c> and <c>plan</c> look at it: the same head that the pipeline would plan on.</summary>
internal sealed record RepositoryReading
{
    public required RepositoryHead Head { get; init; }

    /// <summary>By path, for showing whole lines.</summary>
    public required IReadOnlyDictionary<string, SourceFile> Sources { get; init; }

    public required CatalogReading Catalog { get; init; }

    public required string CatalogPath { get; init; }

    /// <summary>Everything that could not be read.</summary>
    public required IReadOnlyList<SyntaxProblem> Problems { get; init; }

    /// <summary>Mistakes in the catalog that do not make it unreadable, for a person.</summary>
    public IEnumerable<string> CatalogRemarks => Catalog.Unreadable ? []
        : Catalog.Problems.Where(p => p.Severity != CatalogSeverity.Note).Select(p => $"{CatalogPath}:{p.Line}: {p.Path}: {p.Message}");

    /// <summary>Nothing is planned or sent on the strength of a catalog that nobody can read, here as in the pipeline.</summary>
    /// <exception cref="WrongInputException">Nobody can.</exception>
    public void EnsureCatalog()
    {
        if (Catalog.Unreadable)
        {
            throw new WrongInputException(string.Join('\n', Problems.Where(p => p.Path == CatalogPath)));
        }
    }

    public static RepositoryReading Of(RepositoryContent content)
    {
        var catalog = content.Catalog is { } bytes ? CatalogReader.Read(content.CatalogPath, bytes) : new CatalogReading(Repository.Catalogs.Catalog.Empty, []);
        var head = RepositoryHead.Of(content.Name, content.Commit, content.Files, catalog.Catalog);
        var unreadable = catalog.Unreadable ? catalog.Problems.Where(p => p.Severity == CatalogSeverity.Error).Select(p => new SyntaxProblem(content.CatalogPath, p.Line, 1, p.Message)) : [];
        return new RepositoryReading
        {
            Head = head,
            Sources = head.Sources.ToDictionary(f => f.Path, StringComparer.Ordinal),
            Catalog = catalog,
            CatalogPath = content.CatalogPath,
            Problems = [.. unreadable, .. content.Unopened, .. head.Undecodable, .. head.Scan.Problems],
        };
    }
}
