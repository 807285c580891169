using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Upgrades.Repository.Catalogs;

/// <summary>
/// JSON or YAML text as nodes with lines. Read by events and not by YamlDotNet's object model: that one recurses as deep as the file
/// says, and drops the line of a duplicate key.
/// </summary>
internal static class CatalogDocument
{
    private const int Limit = 1 << 20;
    private const int DepthLimit = 30;

    /// <summary>Null when the file is empty.</summary>
    /// <exception cref="CatalogSyntaxException">The text is neither JSON nor YAML, or more than a catalog would be.</exception>
    public static CatalogNode? Parse(ReadOnlyMemory<byte> content)
    {
        if (content.Length > Limit)
        {
            throw new CatalogSyntaxException(1, $"is {content.Length} bytes long (at most {Limit})");
        }

        // JSON may be indented with tabs, YAML may not; inside a JSON string a tab is always escaped.
        var text = Encoding.UTF8.GetString(content.Span).TrimStart('\uFEFF');
        text = text.TrimStart() is ['{', ..] ? text.Replace('\t', ' ') : text;
        try
        {
            return Read(new Parser(new StringReader(text)));
        }
        catch (YamlException e)
        {
            throw new CatalogSyntaxException((int)e.Start.Line, e.Message, e);
        }
    }

    private static CatalogNode? Read(Parser parser)
    {
        CatalogNode? root = null;
        var open = new Stack<(CatalogNode Node, (string Key, int Line)? Key)>();
        var anchors = new Dictionary<AnchorName, CatalogNode>();
        while (parser.MoveNext())
        {
            var parsed = parser.Current!;
            var line = (int)parsed.Start.Line;
            switch (parsed)
            {
                case MappingEnd or SequenceEnd:
                    open.Pop();
                    break;
                case MappingStart or SequenceStart when open.Count == DepthLimit:
                    throw new CatalogSyntaxException(line, $"is nested more than {DepthLimit} levels deep");
                case MappingStart or SequenceStart:
                    var node = new CatalogNode(parsed is MappingStart ? CatalogNodeKind.Map : CatalogNodeKind.List, line);
                    Place(node, line);
                    open.Push((node, null));
                    Remember((NodeEvent)parsed, node);
                    break;
                case Scalar scalar:
                    var value = new CatalogNode(CatalogNodeKind.Scalar, line) { Text = scalar.Value, Quoted = scalar.Style is not ScalarStyle.Plain };
                    Place(value, line);
                    Remember(scalar, value);
                    break;
                case AnchorAlias alias:
                    Place(anchors.GetValueOrDefault(alias.Value) ?? throw new CatalogSyntaxException(line, $"names the unknown anchor {alias.Value}"), line);
                    break;
            }
        }

        return root;

        void Place(CatalogNode node, int line)
        {
            if (!open.TryPop(out var parent))
            {
                root = root is null ? node : throw new CatalogSyntaxException(line, "holds more than one document");
                return;
            }

            if (parent.Node.Kind == CatalogNodeKind.List)
            {
                parent.Node.Items.Add(node);
            }
            else if (parent.Key is { } key)
            {
                parent.Node.Entries.Add((key.Key, key.Line, node));
                parent.Key = null;
            }
            else
            {
                parent.Key = node.Kind == CatalogNodeKind.Scalar ? (node.Text, line) : throw new CatalogSyntaxException(line, "has a key that is no text");
            }

            open.Push(parent);
        }

        // An alias within its own anchor makes a circle: harmless, since nodes are looked at by name, to the depth the schema has.
        void Remember(NodeEvent parsed, CatalogNode node)
        {
            if (!parsed.Anchor.IsEmpty)
            {
                anchors[parsed.Anchor] = node;
            }
        }
    }
}

/// <summary>The file as a whole cannot be read.</summary>
internal sealed class CatalogSyntaxException(int line, string message, Exception? inner = null) : Exception(message, inner)
{
    public int Line => line;
}
