using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Upgrades.Terraform.Syntax;

/// <summary>What YAML says, with the place of every scalar.</summary>
internal abstract record YamlNode;

/// <param name="Text">What it reads as.</param>
/// <param name="Start">Its first character, behind a quote.</param>
/// <param name="End">Behind its last character.</param>
/// <param name="IsPlain">Without quotes.</param>
internal sealed record YamlScalar(string Text, int Start, int End, bool IsPlain) : YamlNode;

internal sealed record YamlMapping(IReadOnlyList<(string Key, YamlNode Value)> Entries) : YamlNode;

internal sealed record YamlSequence(IReadOnlyList<YamlNode> Items) : YamlNode;

/// <summary>
/// Reads YAML, and with it JSON. A line that holds nothing but insertions of a template is taken as empty: what comes there is not known,
/// and as it stands it would break the text around it.
/// </summary>
internal static class YamlText
{
    /// <summary>Stands where a template inserts something: a printable character that nobody writes.</summary>
    public const char Hole = '\uE000';

    private const int LongestText = 4 << 20;
    private const int DeepestNesting = 100;

    /// <returns>The documents, or why they cannot be read.</returns>
    public static (IReadOnlyList<YamlNode>? Documents, string? Problem) Read(string text)
    {
        if (text.Length > LongestText)
        {
            return (null, "is too long to be read as YAML");
        }

        try
        {
            return (new Reader(EmptyHoleLines(text)).ReadAll(), null);
        }
        catch (YamlException) when (text.Contains(Hole, StringComparison.Ordinal) && YamlLines.CanRead(text))
        {
            return ([YamlLines.Read(text)], null);
        }
        catch (YamlException e)
        {
            return (null, $"cannot be read as YAML: line {e.Start.Line} of it, {e.Message}");
        }
    }

    private static string EmptyHoleLines(string text)
    {
        if (!text.Contains(Hole, StringComparison.Ordinal))
        {
            return text;
        }

        var characters = text.ToCharArray();
        for (var start = 0; start < characters.Length;)
        {
            var end = Array.IndexOf(characters, '\n', start) is var found and >= 0 ? found : characters.Length;
            var line = characters.AsSpan(start, end - start);
            if (line.Contains(Hole) && line.IndexOfAnyExcept(" \t\r" + Hole) < 0)
            {
                line.Replace(Hole, ' ');
            }

            start = end + 1;
        }

        return new string(characters);
    }

    private sealed class Reader(string text)
    {
        private readonly IParser _parser = new YamlDotNet.Core.Parser(new Scanner(new StringReader(text), skipComments: true));
        private readonly Dictionary<AnchorName, YamlNode> _anchors = [];

        public IReadOnlyList<YamlNode> ReadAll()
        {
            List<YamlNode> documents = [];
            _parser.Consume<StreamStart>();
            while (_parser.TryConsume<DocumentStart>(out _))
            {
                _anchors.Clear();
                documents.Add(ReadNode(0));
                _parser.Consume<DocumentEnd>();
            }

            return documents;
        }

        private YamlNode ReadNode(int depth)
        {
            if (depth > DeepestNesting)
            {
                throw new YamlException($"is nested more than {DeepestNesting} deep");
            }

            if (_parser.TryConsume<AnchorAlias>(out var alias))
            {
                return _anchors.TryGetValue(alias.Value, out var known) ? known : throw new YamlException($"*{alias.Value} is not anchored");
            }

            var start = _parser.Current as NodeEvent ?? throw new YamlException("expected a value");
            YamlNode node = start switch
            {
                Scalar => ReadScalar(),
                MappingStart => ReadMapping(depth),
                _ => ReadSequence(depth),
            };
            if (!start.Anchor.IsEmpty)
            {
                _anchors[start.Anchor] = node;
            }

            return node;
        }

        private YamlScalar ReadScalar()
        {
            var scalar = _parser.Consume<Scalar>();
            var (start, end) = ((int)scalar.Start.Index, Math.Min((int)scalar.End.Index, text.Length));
            if (scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted)
            {
                return new YamlScalar(scalar.Value, start + 1, end - 1, IsPlain: false);
            }

            while (end > start && char.IsWhiteSpace(text[end - 1]))
            {
                end--;
            }

            return new YamlScalar(scalar.Value, start, end, scalar.Style == ScalarStyle.Plain);
        }

        private YamlMapping ReadMapping(int depth)
        {
            List<(string Key, YamlNode Value)> entries = [];
            _parser.Consume<MappingStart>();
            while (!_parser.TryConsume<MappingEnd>(out _))
            {
                var key = ReadNode(depth + 1);
                var value = ReadNode(depth + 1);
                if (key is YamlScalar { Text: "<<", IsPlain: true })
                {
                    entries.InsertRange(0, Merged(value));
                }
                else if (key is YamlScalar name)
                {
                    entries.Add((name.Text, value));
                }
            }

            return new YamlMapping(entries);
        }

        private static IEnumerable<(string Key, YamlNode Value)> Merged(YamlNode value) => value switch
        {
            YamlMapping mapping => mapping.Entries,
            YamlSequence sequence => sequence.Items.OfType<YamlMapping>().Reverse().SelectMany(m => m.Entries),
            _ => [],
        };

        private YamlSequence ReadSequence(int depth)
        {
            List<YamlNode> items = [];
            _parser.Consume<SequenceStart>();
            while (!_parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(ReadNode(depth + 1));
            }

            return new YamlSequence(items);
        }
    }
}
