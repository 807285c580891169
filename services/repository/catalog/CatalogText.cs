namespace Upgrades.Repository.Catalogs;

/// <summary>A text of a catalog file with the place it stands at.</summary>
internal sealed record CatalogText(string Text, string Path, int Line);
