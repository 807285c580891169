namespace Upgrades.Analyzer.Charts;

/// <summary>
/// Text of an index on its way to the parser, which keeps a scalar whole before anybody can see how long it is: no more than
/// <see cref="MostAtOnce"/> characters go through between two events.
/// </summary>
internal sealed class MeteredText(TextReader inner) : TextReader
{
    public const int MostAtOnce = 1 << 20;
    private int _left = MostAtOnce;

    /// <summary>The parser has made an event of what it read.</summary>
    public void Renew() => _left = MostAtOnce;

    public override int Peek() => inner.Peek();

    public override int Read()
    {
        Take(1);
        return inner.Read();
    }

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read(Span<char> buffer)
    {
        var read = inner.Read(buffer);
        Take(read);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Take(int read)
    {
        _left -= read;
        if (_left < 0)
        {
            throw new ChartIndexException($"it has a text of more than {MostAtOnce >> 20} MB");
        }
    }
}

/// <summary>This is no index of charts, or more than one would be.</summary>
internal sealed class ChartIndexException(string message) : Exception(message);
