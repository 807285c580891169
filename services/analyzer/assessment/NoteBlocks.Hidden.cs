namespace Upgrades.Analyzer.Assessment;

/// <summary>What no reader takes for prose: fences and comments, over as many lines as they like.</summary>
internal sealed partial class NoteBlocks
{
    private const string InCode = "stands in code";
    private const string InComment = "stands in a comment that nobody sees";
    private (char Mark, int Length) _fence;
    private bool _isComment;

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
}
