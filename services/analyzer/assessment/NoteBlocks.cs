namespace Upgrades.Analyzer.Assessment;

/// <summary>
/// Cuts release notes into headings, items and paragraphs, line by line: one pass whose cost and depth no text can raise. It knows
/// as much of Markdown (and of reStructuredText's underlines) as notes need; what it does not know is a paragraph, in which a
/// warning is heard.
/// </summary>
internal sealed partial class NoteBlocks
{
    private const string OfDependency = "a dependency's version";
    private readonly List<NoteBlock> _ready = [];
    private readonly List<string> _lines = [];
    private BlockKind _kind;
    private int _rank;
    private int _length;
    private bool _isPreformatted;
    private bool _isAfterBlank = true;
    private bool _isIndentedCode;
    private bool _isQuote;

    /// <summary>Where the text of the last list item begins; 0 outside of lists.</summary>
    private int _contentIndent;

    public static IEnumerable<NoteBlock> Of(string markdown)
    {
        var reader = new NoteBlocks();
        foreach (var (line, continues) in NoteLines.Of(markdown))
        {
            reader.Read(line, continues);
            foreach (var block in reader._ready)
            {
                yield return block;
            }

            reader._ready.Clear();
        }

        reader.Flush();
        foreach (var block in reader._ready)
        {
            yield return block;
        }
    }

    private void Read(string line, bool continues)
    {
        if (_isComment || line.Contains("<!--", StringComparison.Ordinal))
        {
            line = WithoutComments(line);
            if (line.Length == 0)
            {
                return;
            }
        }

        var unquoted = NoteLines.WithoutQuote(line);
        var isQuote = unquoted.Length < line.Length;
        if (isQuote != _isQuote && !continues)
        {
            Flush();
            _isQuote = isQuote;
        }

        line = unquoted;
        var (indent, text) = NoteLines.Indented(line);
        if (IsInFence(text))
        {
            return;
        }

        if (text.Length == 0 || NoteLines.IsAlert(text))
        {
            Flush();
            _isAfterBlank = true;
            return;
        }

        if (!continues && _lines.Count == 0 && (_isAfterBlank || _isIndentedCode) && indent >= _contentIndent + 4 && !IsIndentedItem(text))
        {
            _isIndentedCode = true;
            Aside(text, InCode);
            return;
        }

        var wasBlank = _isAfterBlank;
        (_isAfterBlank, _isIndentedCode) = (false, false);
        if (continues)
        {
            Append(text);
        }
        else if (text.Contains('<', StringComparison.Ordinal) && !text.Contains('`', StringComparison.Ordinal) && HtmlLine.Parts(text) is { Count: > 0 } parts)
        {
            ReadHtml(parts, indent);
        }
        else
        {
            ReadLine(text, indent, wasBlank);
        }
    }

    /// <summary>Whole changelogs are indented; code that looks like an item is rare.</summary>
    private bool IsIndentedItem(string text) => NoteLines.ItemMark(text) is > 0 and var mark && (_contentIndent > 0 || char.IsUpper(text[mark]));

    private void ReadLine(string text, int indent, bool wasBlank)
    {
        if (NoteLines.HeadingLevel(text) is > 0 and var level)
        {
            Flush();
            _contentIndent = 0;
            Emit(BlockKind.Heading, level, text.Trim('#', ' ', '\t'));
        }
        else if (_kind == BlockKind.Paragraph && _lines.Count == 1 && NoteLines.UnderlineLevel(text, _lines[0]) is > 0 and var underlined)
        {
            (_kind, _rank) = (BlockKind.Heading, underlined);
            Flush();
        }
        else if (NoteLines.IsBreak(text))
        {
            Flush();
        }
        else if (NoteLines.ItemMark(text) is > 0 and var mark)
        {
            Open(BlockKind.Item, indent);
            _contentIndent = indent + mark;
            Append(NoteLines.WithoutMarks(text[mark..]));
        }
        else if (text[0] == '|')
        {
            Open(BlockKind.Item, indent);
            Append(text.Trim('|', ' ', '-', ':'));
            Flush();
        }
        else if (_lines.Count == 0 || NoteLines.StartsEntry(text) || (_kind == BlockKind.Paragraph && _lines.Count == 1 && NoteLines.IsBold(_lines[0])) || (_kind == BlockKind.Item && indent < _contentIndent && char.IsUpper(text[0])))
        {
            _contentIndent = wasBlank && indent < _contentIndent ? 0 : _contentIndent;
            Open(BlockKind.Paragraph, indent);
            Append(text);
        }
        else
        {
            Append(text);
        }
    }

    private void ReadHtml(IReadOnlyList<HtmlPart> parts, int indent)
    {
        foreach (var part in parts)
        {
            switch (part)
            {
                case { Tag: null }:
                    var (_, text) = NoteLines.Indented(part.Text);
                    if (text.Length > 0 && _isPreformatted)
                    {
                        Aside(text, InCode);
                    }
                    else if (text.Length > 0 && _lines.Count == 0 && _kind is not (BlockKind.Heading or BlockKind.Item))
                    {
                        ReadLine(text, indent, wasBlank: false);
                    }
                    else if (text.Length > 0)
                    {
                        Append(text);
                    }

                    break;
                case { Tag: "summary", Closes: false }:
                    Open(BlockKind.Heading, NoteBlock.BoldRank);
                    break;
                case { Tag: "details", Closes: true }:
                    Flush();
                    _ready.Add(new NoteBlock(BlockKind.Heading, NoteBlock.BoldRank, ""));
                    break;
                case { Tag: ['h', var level and >= '1' and <= '6'], Closes: false }:
                    Open(BlockKind.Heading, level - '0');
                    break;
                case { Tag: "li", Closes: false }:
                    Open(BlockKind.Item, indent);
                    break;
                case { Tag: "pre" }:
                    Flush();
                    _isPreformatted = !part.Closes;
                    break;
                default:
                    Flush();
                    break;
            }
        }
    }

    private void Open(BlockKind kind, int rank)
    {
        Flush();
        (_kind, _rank) = (kind, rank);
    }

    private void Append(string text)
    {
        if (NoteLines.IsDependency(text))
        {
            Aside(text, OfDependency);
            return;
        }

        if (_length + text.Length > NoteBlock.Longest)
        {
            var (kind, rank) = (_kind == BlockKind.Heading ? BlockKind.Paragraph : _kind, _rank);
            Open(kind, rank);
        }

        _lines.Add(text);
        _length += text.Length;
    }

    private void Aside(string text, string why)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            _ready.Add(new NoteBlock(BlockKind.Aside, 0, text.Trim(), why));
        }
    }

    private void Flush()
    {
        if (_lines.Count > 0)
        {
            var text = string.Join('\n', _lines);
            if (_kind == BlockKind.Paragraph && _lines.Count == 1 && NoteLines.IsBold(text))
            {
                Emit(BlockKind.Heading, NoteBlock.BoldRank, text);
            }
            else
            {
                Emit(_kind, _rank, text);
            }
        }

        _lines.Clear();
        (_kind, _rank, _length) = (BlockKind.Paragraph, 0, 0);
    }

    private void Emit(BlockKind kind, int rank, string text)
    {
        var (prose, addresses) = InlineText.Of(text);
        foreach (var address in addresses)
        {
            Aside(address, "stands in an address");
        }

        if (prose.Length > 0)
        {
            _ready.Add(new NoteBlock(kind, _isQuote && kind == BlockKind.Heading ? rank + NoteBlock.QuoteRank : rank, prose) { IsQuoted = _isQuote });
        }
    }
}
