namespace Upgrades.Repository.Catalogs;

public enum CatalogMentionKind
{
    /// <summary>By the stack's name.</summary>
    Stack,

    /// <summary>By its canonical name.</summary>
    Image,

    /// <summary>By its URL as <see cref="Catalog.ChartUrl"/> has it.</summary>
    ChartRepository,
}

/// <summary>Something of the infrastructure repository that the catalog speaks of, and where it does.</summary>
public sealed record CatalogMention(CatalogMentionKind Kind, string Name, string Path, int Line);
