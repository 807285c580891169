namespace Upgrades.Repository.Catalogs;

internal enum CatalogNodeKind { Scalar, List, Map }

/// <summary>A value of a catalog file with the line it begins on, before anybody knows what it should be.</summary>
internal sealed record CatalogNode(CatalogNodeKind Kind, int Line)
{
    public string Text { get; init; } = "";

    /// <summary>Written in quotes: a string whatever it looks like.</summary>
    public bool Quoted { get; init; }

    public List<CatalogNode> Items { get; } = [];

    public List<(string Key, int Line, CatalogNode Value)> Entries { get; } = [];

    public string Described => Kind switch
    {
        CatalogNodeKind.List => "a list",
        CatalogNodeKind.Map => "a map",
        _ when Quoted => "a text",
        _ => Text is "" or "~" or "null" ? "nothing" : $"'{OutsideText.Line(Text, 40)}'",
    };
}

/// <summary>One key of a map. <paramref name="Line"/> is the key's own.</summary>
internal sealed record CatalogEntry(string Key, string Path, int Line, CatalogNode Value)
{
    public void Deconstruct(out string key, out string path, out CatalogNode value) => (key, path, value) = (Key, Path, Value);
}
