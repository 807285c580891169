namespace Upgrades.Repository.Catalogs;

/// <summary>Reads a catalog file, JSON or YAML.</summary>
public static class CatalogReader
{
    /// <param name="path">Only for messages.</param>
    public static CatalogReading Read(string path, ReadOnlyMemory<byte> content) => throw new NotImplementedException();
}
