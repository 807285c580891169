namespace Upgrades.Repository.Catalogs;

public enum CatalogSeverity
{
    /// <summary>Understood but not used.</summary>
    Note,

    /// <summary>Probably not what was meant.</summary>
    Warning,

    /// <summary>Left out of the catalog.</summary>
    Error,
}

/// <summary>A mistake in the catalog file. <paramref name="Path"/> is <c>db_backed_services.immich.type</c>, <paramref name="Line"/> is from 1.</summary>
public sealed record CatalogProblem(string Path, int Line, string Message, CatalogSeverity Severity);

/// <summary>What was understood of a catalog file, and what was not.</summary>
public sealed record CatalogReading(Catalog Catalog, IReadOnlyList<CatalogProblem> Problems)
{
    /// <summary>What of the repository it speaks of; see <see cref="CatalogInUse"/>.</summary>
    public IReadOnlyList<CatalogMention> Mentions { get; init; } = [];

    /// <summary>See <see cref="CatalogCursor.KnownKeys"/>.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyList<string>> KnownKeys { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>
    /// The file as a whole could not be read: the catalog is empty not because the operator wants nothing, and nothing may be upgraded
    /// on the strength of it.
    /// </summary>
    public bool Unreadable => Problems.Any(p => p is { Path: "", Severity: CatalogSeverity.Error });
}
