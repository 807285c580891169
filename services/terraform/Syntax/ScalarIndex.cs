using System.Text;

namespace Upgrades.Terraform.Syntax;

/// <summary>
/// The scalars of a YAML or JSON text with addresses made of their keys, so that a value is found again although lines have moved.
/// Templates are no YAML: what they insert is blanked out first, character for character, so that every place stays where it is.
/// </summary>
internal sealed class ScalarIndex
{
    private readonly List<Literal> _byPlace = [];
    private readonly Dictionary<string, Literal> _byAddress = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _repeated = new(StringComparer.Ordinal);

    // An anchored node is reached on several ways, and in a hostile text on very many.
    private readonly HashSet<YamlNode> _seen = new(ReferenceEqualityComparer.Instance);

    public IEnumerable<Literal> Literals => _byPlace;

    /// <param name="document">The file.</param>
    /// <param name="path">Address of the text within it; empty for the whole file.</param>
    /// <param name="span">The text within the file.</param>
    /// <param name="documents">The text, read; null when it cannot be.</param>
    public static ScalarIndex Of(SourceDocument document, string path, TextSpan span, IReadOnlyList<YamlNode>? documents)
    {
        var index = new ScalarIndex();
        var prefix = path.Length == 0 ? "" : path + "~";
        foreach (var (i, root) in documents?.Index() ?? [])
        {
            index.Add(document, span.Start, documents!.Count > 1 ? $"{prefix}{i}:" : prefix, root);
        }

        index._byPlace.Sort((a, b) => a.Inner.Start.CompareTo(b.Inner.Start));
        return index;
    }

    public Literal? Find(string address) => _byAddress.GetValueOrDefault(address);

    /// <summary>The scalar that holds the character at an offset of the file.</summary>
    public Literal? At(int offset)
    {
        var (low, high) = (0, _byPlace.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_byPlace[middle].Inner.End <= offset)
            {
                low = middle + 1;
            }
            else if (_byPlace[middle].Inner.Start > offset)
            {
                high = middle - 1;
            }
            else
            {
                return _byPlace[middle];
            }
        }

        return null;
    }

    /// <summary>A text with what it inserts blanked out.</summary>
    /// <param name="template">What the text inserts; null when it is no template.</param>
    public static string Blank(string text, TextSpan span, TemplateExpression? template)
    {
        if (template is null)
        {
            return span.Of(text);
        }

        var part = new StringBuilder(span.Of(text));
        foreach (var hole in template.Pieces.Where(p => p.Kind != TemplatePartKind.Text))
        {
            for (var i = hole.Span.Start; i < hole.Span.End; i++)
            {
                part[i - span.Start] = part[i - span.Start] is '\n' or '\r' ? part[i - span.Start] : YamlText.Hole;
            }
        }

        return part.ToString();
    }

    private void Add(SourceDocument document, int start, string address, YamlNode node)
    {
        if (!_seen.Add(node))
        {
            return;
        }

        switch (node)
        {
            case YamlScalar scalar:
                var name = Distinct(address.Length == 0 || address[^1] is '~' or ':' ? address + "text" : address);
                var kind = scalar.IsPlain ? LiteralKind.Plain : LiteralKind.Scalar;
                var literal = new Literal(document, name, new TextSpan(start + scalar.Start, start + scalar.End), kind);
                _byPlace.Add(literal);
                _byAddress.TryAdd(literal.Address, literal);
                break;
            case YamlMapping mapping:
                var joint = address.Length == 0 || address[^1] is '~' or ':' ? "" : ".";
                foreach (var (key, value) in mapping.Entries)
                {
                    Add(document, start, $"{address}{joint}{key}", value);
                }

                break;
            case YamlSequence sequence:
                var times = sequence.Items.Select(NameOf).OfType<string>().CountBy(n => n, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
                foreach (var (i, item) in sequence.Items.Index())
                {
                    var own = NameOf(item) is { } found && times[found] == 1 ? $"\"{found}\"" : $"{i}";
                    Add(document, start, $"{address}[{own}]", item);
                }

                break;
        }
    }

    /// <summary>A template may hold the same key twice, once for each case.</summary>
    private string Distinct(string name) =>
        (_repeated[name] = _repeated.GetValueOrDefault(name) + 1) is var times and > 1 ? $"{name}({times})" : name;

    /// <summary>Containers and the like are told apart by name, because another one may be put in before them.</summary>
    private static string? NameOf(YamlNode item) =>
        item is YamlMapping mapping && mapping.Entries.FirstOrDefault(e => e.Key == "name").Value is YamlScalar { Text.Length: < 100 } name ? name.Text : null;
}
