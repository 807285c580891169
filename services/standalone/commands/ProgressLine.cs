namespace Upgrades.Standalone.Commands;

/// <summary>One line on standard error that says what is waited for, where a person looks on; gone when the waiting is over.</summary>
internal sealed class ProgressLine(TextWriter error, bool isWatched) : IDisposable
{
    private const string ToStartOfEmptyLine = "\r\u001b[K";

    public void Say(string what)
    {
        if (isWatched)
        {
            error.Write($"{ToStartOfEmptyLine}{Terminal.Harmless(what)} …");
            error.Flush();
        }
    }

    public void Dispose() => Clear();

    /// <summary>Before other lines go to the same screen.</summary>
    public void Clear()
    {
        if (isWatched)
        {
            error.Write(ToStartOfEmptyLine);
            error.Flush();
        }
    }
}
