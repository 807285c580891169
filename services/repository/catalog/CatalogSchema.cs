namespace Upgrades.Repository.Catalogs;

/// <summary>The JSON Schema (draft 2020-12) of the catalog, for editors; a test holds it and the reader against each other.</summary>
public static class CatalogSchema
{
    private const string Resource = "catalog.schema.json";

    public static string Text
    {
        get
        {
            using var stream = typeof(CatalogSchema).Assembly.GetManifestResourceStream(Resource)!;
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
    }
}
