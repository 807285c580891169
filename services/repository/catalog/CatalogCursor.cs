using System.Globalization;

namespace Upgrades.Repository.Catalogs;

/// <summary>Reads nodes as what the schema wants them to be, and notes every one that is something else.</summary>
internal sealed class CatalogCursor
{
    private const int MostLines = 5;
    private readonly List<CatalogProblem> _problems = [];
    private readonly List<CatalogMention> _mentions = [];
    private readonly Dictionary<string, IReadOnlyList<string>> _known = new(StringComparer.Ordinal);

    public IReadOnlyList<CatalogProblem> Problems => _problems;

    public IReadOnlyList<CatalogMention> Mentions => _mentions;

    /// <summary>Which keys were looked for in each map that the schema knows by name, by its path.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> KnownKeys => _known;

    public int Errors => _problems.Count(p => p.Severity == CatalogSeverity.Error);

    public void Error(string path, CatalogNode node, string message) => Error(path, node.Line, message);

    public void Error(string path, int line, string message) => Say(path, line, message, CatalogSeverity.Error);

    public void Warn(string path, int line, string message) => Say(path, line, message, CatalogSeverity.Warning);

    public void Note(string path, int line, string message) => Say(path, line, message, CatalogSeverity.Note);

    public void Mention(CatalogMentionKind kind, string name, string path, int line) => _mentions.Add(new CatalogMention(kind, name, path, line));

    public void Knows(string path, IReadOnlyList<string> keys) => _known[path] = keys;

    public static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    /// <summary>Entries of a map, each key once: the last one counts, as JSON parsers have it.</summary>
    public IReadOnlyList<CatalogEntry> Entries(CatalogNode node, string path)
    {
        if (node.Kind != CatalogNodeKind.Map)
        {
            Error(path, node, $"must be a map, not {node.Described}");
            return [];
        }

        List<CatalogEntry> entries = [];
        foreach (var group in node.Entries.GroupBy(e => e.Key, StringComparer.Ordinal))
        {
            var last = group.Last();
            if (group.Count() > 1)
            {
                Warn(Join(path, last.Key), last.Line, $"stands here {group.Count()} times (lines {string.Join(", ", group.Select(e => e.Line).Take(MostLines))}); this one counts");
            }

            entries.Add(new CatalogEntry(last.Key, Join(path, last.Key), last.Line, last.Value));
        }

        return entries;
    }

    public string? Text(CatalogNode node, string path, bool numbersToo = false)
    {
        var isText = node.Kind == CatalogNodeKind.Scalar && (node.Quoted || !LooksOtherwise(node.Text, numbersToo));
        if (isText && node.Text.Trim().Length > 0)
        {
            return node.Text.Trim();
        }

        Error(path, node, isText ? "must not be empty" : $"must be a text, not {node.Described}");
        return null;
    }

    /// <summary>A list of texts; a single text is a list of one.</summary>
    public IReadOnlyList<string> Texts(CatalogNode node, string path, bool numbersToo = false) => [.. Items(node, path, numbersToo).Select(i => i.Text)];

    /// <summary>The same with the place of each.</summary>
    public IReadOnlyList<CatalogText> Items(CatalogNode node, string path, bool numbersToo = false)
    {
        if (node.Kind == CatalogNodeKind.Scalar)
        {
            return Text(node, path, numbersToo) is { } one ? [new CatalogText(one, path, node.Line)] : [];
        }

        if (node.Kind == CatalogNodeKind.Map)
        {
            Error(path, node, "must be a list, not a map");
            return [];
        }

        List<CatalogText> items = [];
        foreach (var (i, item) in node.Items.Index())
        {
            if (Text(item, $"{path}[{i}]", numbersToo) is { } text)
            {
                items.Add(new CatalogText(text, $"{path}[{i}]", item.Line));
            }
        }

        return items;
    }

    public bool? Flag(CatalogNode node, string path)
    {
        if (node is { Kind: CatalogNodeKind.Scalar, Quoted: false, Text: "true" or "false" })
        {
            return node.Text == "true";
        }

        Error(path, node, $"must be true or false, not {node.Described}");
        return null;
    }

    public double? Number(CatalogNode node, string path, double least, double most)
    {
        if (node is { Kind: CatalogNodeKind.Scalar, Quoted: false } && double.TryParse(node.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most)
        {
            return number;
        }

        Error(path, node, $"must be a number from {least} to {most}, not {node.Described}");
        return null;
    }

    private void Say(string path, int line, string message, CatalogSeverity severity) =>
        _problems.Add(new CatalogProblem(OutsideText.Line(path, 300), line, OutsideText.Line(message, 500), severity));

    private static bool LooksOtherwise(string text, bool numbersToo) =>
        text is "" or "~" or "null" or "true" or "false"
        || (!numbersToo && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
}
