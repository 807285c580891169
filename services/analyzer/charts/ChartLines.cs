namespace Upgrades.Analyzer.Charts;

/// <summary>
/// The lines of an index that matter for one chart, so that thirty megabytes about others are not parsed: YAML's block style tells by its
/// indentation alone where a chart's entries begin and end, and that is how Helm writes an index. Behind the chart the text ends. An index in
/// another style (JSON is one) goes through whole.
/// </summary>
internal sealed class ChartLines(TextReader inner, string chart) : TextReader
{
    /// <summary>Longer than a key: more of a line is not needed to tell what it is.</summary>
    private const int LongestHead = 512;
    private const string Entries = "entries:";

    private readonly char[] _buffer = new char[16 << 10];
    private readonly char[] _head = new char[LongestHead];
    private int _at;
    private int _filled;
    private int _headAt;
    private int _headLength;
    private bool _inLine;
    private bool _ended;

    private enum Place { Outside, Charts, ThisChart, OtherChart, Anywhere }

    private Place _place = Place.Outside;
    private int _indent = -1;

    public override int Peek() => throw new NotSupportedException("The parser reads by blocks.");

    public override int Read()
    {
        Span<char> one = stackalloc char[1];
        return Read(one) == 0 ? -1 : one[0];
    }

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read(Span<char> buffer)
    {
        var written = 0;
        while (written < buffer.Length && (_headAt < _headLength || _inLine || NextLine()))
        {
            if (_headAt < _headLength)
            {
                var taken = Math.Min(_headLength - _headAt, buffer.Length - written);
                _head.AsSpan(_headAt, taken).CopyTo(buffer[written..]);
                (_headAt, written) = (_headAt + taken, written + taken);
            }
            else
            {
                written += RestOfLine(buffer[written..]);
            }
        }

        return written;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Goes to the next line that matters, with its beginning in the head.</summary>
    private bool NextLine()
    {
        while (!_ended && Fill())
        {
            ReadHead();
            if (Matters(_head.AsSpan(0, _headLength)))
            {
                return true;
            }

            _headLength = 0;
            while (_inLine && RestOfLine(default) >= 0)
            {
            }
        }

        return false;
    }

    private void ReadHead()
    {
        (_headAt, _headLength, _inLine) = (0, 0, true);
        while (_inLine && _headLength < LongestHead && Fill())
        {
            var character = _buffer[_at++];
            _head[_headLength++] = character;
            _inLine = character != '\n';
        }
    }

    /// <summary>Copies what is left of the line, as far as there is room; into nothing when the line does not matter.</summary>
    private int RestOfLine(Span<char> into)
    {
        if (!Fill())
        {
            _inLine = false;
            return 0;
        }

        var rest = _buffer.AsSpan(_at, _filled - _at);
        var end = rest.IndexOf('\n');
        var length = end < 0 ? rest.Length : end + 1;
        length = into.IsEmpty ? length : Math.Min(length, into.Length);
        if (!into.IsEmpty)
        {
            rest[..length].CopyTo(into);
        }

        _inLine = end < 0 || length <= end;
        _at += length;
        return into.IsEmpty ? 0 : length;
    }

    private bool Fill()
    {
        if (_at == _filled)
        {
            (_at, _filled) = (0, inner.Read(_buffer, 0, _buffer.Length));
        }

        return _filled > 0;
    }

    private bool Matters(ReadOnlySpan<char> line)
    {
        var text = line.Trim();
        if (_place == Place.Anywhere || text.IsEmpty || text[0] == '#')
        {
            return _place != Place.OtherChart;
        }

        var indent = line.IndexOfAnyExcept(' ');
        if (indent == 0)
        {
            return TopLevel(text);
        }

        if (_place == Place.Outside)
        {
            return true;
        }

        _indent = _indent < 0 ? indent : _indent;
        // A list may stand as far left as the key that it belongs to.
        if (indent > _indent || text is "-" || text.StartsWith("- ", StringComparison.Ordinal))
        {
            return _place != Place.OtherChart;
        }

        return ChartKey(text);
    }

    private bool TopLevel(ReadOnlySpan<char> text)
    {
        _ended = _place == Place.ThisChart;
        _place = !text.StartsWith(Entries, StringComparison.Ordinal) ? text[0] is '{' or '"' or '\'' or '?' ? Place.Anywhere : Place.Outside
            : text[Entries.Length..].Trim() is [] or ['#', ..] ? Place.Charts : Place.Anywhere;
        return !_ended;
    }

    private bool ChartKey(ReadOnlySpan<char> text)
    {
        if (_place == Place.ThisChart)
        {
            _ended = true;
            return false;
        }

        var colon = text.IndexOf(':');
        var key = colon < 0 ? text : text[..colon].TrimEnd();
        key = key is ['"', .., '"'] or ['\'', .., '\''] ? key[1..^1] : key;
        _place = key.SequenceEqual(chart) ? Place.ThisChart : Place.OtherChart;
        return _place == Place.ThisChart;
    }
}
