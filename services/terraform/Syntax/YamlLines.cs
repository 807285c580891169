using System.Text.RegularExpressions;

namespace Upgrades.Terraform.Syntax;

/// <summary>
/// Reads what is nearly YAML, line by line: a template may put together what no reader of YAML takes before it is filled in. Keys and
/// list items by their indentation; lines of any other shape are passed over, and so are texts below <c>key: |</c>.
/// </summary>
internal sealed partial class YamlLines
{
    private const int DeepestNesting = 100;
    private const int LongestText = 1 << 18;
    private const int LongestLine = 2_000;

    private readonly List<Mark> _marks = [];
    private int _at;

    /// <summary>A dash, a key or a value, and how far to the right it stands.</summary>
    /// <param name="Key">Null for a dash and for a value alone.</param>
    /// <param name="Scalar">Null for a dash, and for a key whose value stands below.</param>
    private readonly record struct Mark(int Indent, bool IsItem, string? Key, YamlScalar? Scalar);

    /// <summary>Values that people write: neither long lines nor a lot of them.</summary>
    public static bool CanRead(string text)
    {
        if (text.Length > LongestText)
        {
            return false;
        }

        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.Length > LongestLine)
            {
                return false;
            }
        }

        return true;
    }

    public static YamlNode Read(string text)
    {
        var reader = new YamlLines();
        reader.ReadMarks(text);
        return reader.ReadNode(0, 0);
    }

    private void ReadMarks(string text)
    {
        var textBelow = int.MaxValue;
        foreach (Match line in Line().Matches(text))
        {
            var (indent, at) = (line.Groups["indent"].Length, line.Groups["indent"].Index);
            if (line.Groups["rest"].Length == 0 || indent > textBelow)
            {
                continue;
            }

            textBelow = int.MaxValue;
            foreach (Capture dash in line.Groups["dash"].Captures)
            {
                _marks.Add(new Mark(dash.Index - at, true, null, null));
            }

            var column = line.Groups["rest"].Index - at;
            var key = line.Groups["key"].Success ? line.Groups["key"].Value.Trim('"', '\'') : null;
            if (key is not null && line.Groups["block"].Success)
            {
                textBelow = column;
            }
            else if (key is not null || line.Groups["value"].Success)
            {
                _marks.Add(new Mark(column, false, key, Scalar(line.Groups["value"])));
            }
        }
    }

    private static YamlScalar? Scalar(Group value)
    {
        if (!value.Success || value.Length == 0)
        {
            return null;
        }

        var isQuoted = value.Length > 1 && value.Value[0] is '"' or '\'' && value.Value[^1] == value.Value[0];
        return isQuoted ? new YamlScalar(value.Value[1..^1], value.Index + 1, value.Index + value.Length - 1, IsPlain: false)
            : new YamlScalar(value.Value, value.Index, value.Index + value.Length, IsPlain: true);
    }

    private YamlNode ReadNode(int least, int depth)
    {
        if (_at >= _marks.Count || _marks[_at].Indent < least || depth > DeepestNesting)
        {
            return new YamlMapping([]);
        }

        var first = _marks[_at];
        return first.IsItem ? ReadSequence(first.Indent, depth)
            : first.Key is not null ? ReadMapping(first.Indent, depth)
            : _marks[_at++].Scalar!;
    }

    private YamlSequence ReadSequence(int indent, int depth)
    {
        List<YamlNode> items = [];
        while (_at < _marks.Count && _marks[_at] is { IsItem: true } mark && mark.Indent == indent)
        {
            _at++;
            items.Add(ReadNode(indent + 1, depth + 1));
        }

        return new YamlSequence(items);
    }

    private YamlMapping ReadMapping(int indent, int depth)
    {
        List<(string Key, YamlNode Value)> entries = [];
        while (_at < _marks.Count && _marks[_at].Indent >= indent)
        {
            var mark = _marks[_at++];
            if (mark.Key is { } key)
            {
                // A list may stand as far to the left as its key.
                var below = _at < _marks.Count && _marks[_at].IsItem ? indent : mark.Indent + 1;
                entries.Add((key, mark.Scalar ?? ReadNode(below, depth + 1)));
            }
        }

        return new YamlMapping(entries);
    }

    [GeneratedRegex(
        """^(?<indent>[ ]*)(?:(?<dash>-)[ ]+)*(?<rest>(?:(?<key>"[^"\n]*"|'[^'\n]*'|[^\s#:"'{}\[\],&*!|>%@-][^\s:]*)[ ]*:(?=\s|$)[ \t]*)?(?:(?<block>[|>][-+0-9]*)|(?<value>"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s#"'][^\n\r]*?))?)[ \t]*(?:(?<!\S)\#[^\n]*)?\r?$""",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Line();
}
