namespace Upgrades.Analyzer.Assessment;

/// <summary>
/// Cuts release notes into headings, items and paragraphs, line by line: one pass whose cost and depth no text can raise. It knows
/// as much of Markdown (and of reStructuredText's underlines) as notes need; what it does not know is a paragraph, in which a
/// warning is heard.
/// </summary>
internal sealed class NoteBlocks
{
    private const string InCode = "stands in code";
    private const string InComment = "stands in a comment that nobody sees";
    private const string OfDependency = "a dependency's version";
    private readonly List<NoteBlock> _ready = [];
    private readonly List<string> _lines = [];
    private BlockKind _kind;
    private int _rank;
    private int _length;
    private (char Mark, int Length) _fence;
    private bool _isComment;
    private bool _isPreformatted;
    private bool _isAfterBlank = true;
    private bool _isIndentedCode;

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

        line = NoteLines.WithoutQuote(line);
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

        if (!continues && _lines.Count == 0 && (_isAfterBlank || _isIndentedCode) && indent >= _contentIndent + 4 && !(_contentIndent > 0 && NoteLines.ItemMark(text) > 0))
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
        else if (_lines.Count == 0 || NoteLines.StartsEntry(text))
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

    private bool IsInFence(string text)
    {
        var mark = text.Length > 0 && text[0] is '`' or '~' ? text[0] : ' ';
        var length = mark == ' ' ? 0 : text.Length - text.TrimStart(mark).Length;
        if (_fence.Length > 0)
        {
            if (mark == _fence.Mark && length >= _fence.Length && text.AsSpan(length).IsWhiteSpace())
            {
                _fence = default;
            }
            else
            {
                Aside(text, InCode);
            }

            return true;
        }

        if (_isPreformatted && !text.Contains("</pre", StringComparison.OrdinalIgnoreCase))
        {
            Aside(text, InCode);
            return true;
        }

        if (length < 3 || text.AsSpan(length).Contains('`') || (_lines.Count == 1 && NoteLines.UnderlineLevel(text, _lines[0]) > 0))
        {
            return false;
        }

        Flush();
        _fence = (mark, length);
        return true;
    }

    /// <summary>A comment that is not closed goes on to the end.</summary>
    private string WithoutComments(string line)
    {
        var kept = new System.Text.StringBuilder();
        var at = 0;
        while (at < line.Length)
        {
            var mark = _isComment ? "-->" : "<!--";
            var found = line.IndexOf(mark, at, StringComparison.Ordinal);
            var end = found < 0 ? line.Length : found;
            if (_isComment)
            {
                Aside(line[at..end], InComment);
            }
            else
            {
                kept.Append(line, at, end - at);
            }

            _isComment ^= found >= 0;
            at = found < 0 ? line.Length : found + mark.Length;
        }

        return kept.ToString();
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
            var bold = _lines.Count == 1 && NoteLines.IsBold(_lines[0]);
            var text = string.Join('\n', _lines);
            if (bold && _kind == BlockKind.Paragraph)
            {
                Emit(BlockKind.Heading, NoteBlock.BoldRank, text);
            }
            else
            {
                Emit(_kind, _rank, text, bold);
            }
        }

        _lines.Clear();
        (_kind, _rank, _length) = (BlockKind.Paragraph, 0, 0);
    }

    private void Emit(BlockKind kind, int rank, string text, bool bold = false)
    {
        var (prose, addresses) = InlineText.Of(text);
        foreach (var address in addresses)
        {
            Aside(address, "stands in an address");
        }

        if (prose.Length > 0)
        {
            _ready.Add(new NoteBlock(kind, rank, prose) { IsBold = bold });
        }
    }
}
