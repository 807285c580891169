using System.IO.Pipelines;

namespace Upgrades.Analyzer.Charts;

/// <summary>It is longer than any index of charts.</summary>
internal sealed class IndexTooLongException(string message) : Exception(message);

/// <summary>A page for people stands where the index should be.</summary>
internal sealed class WebPageException : Exception;

/// <summary>
/// Brings an answer to a parser that cannot wait asynchronously: a megabyte at a time, so that the deadline and the bound on the length hold
/// and nothing is kept. A parser that has seen enough ends the transfer.
/// </summary>
internal static class IndexStream
{
    /// <summary>After decompression.</summary>
    public const int LongestIndex = 64 << 20;
    private const int AtOnce = 1 << 20;

    /// <exception cref="IndexTooLongException">There is more than <see cref="LongestIndex"/>.</exception>
    /// <exception cref="WebPageException">It begins as HTML does.</exception>
    public static async Task<T> ReadAsync<T>(Stream body, Func<Stream, T> parse, CancellationToken cancellationToken)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: AtOnce, resumeWriterThreshold: AtOnce / 2));
        var parsing = Task.Run(
            () =>
            {
                using var stream = pipe.Reader.AsStream();
                return parse(stream);
            },
            CancellationToken.None);
        Exception? broken = null;
        try
        {
            await CopyAsync(body, pipe.Writer, cancellationToken);
        }
        catch (Exception e)
        {
            broken = e;
            throw;
        }
        finally
        {
            await pipe.Writer.CompleteAsync(broken);
            await ((Task)parsing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return await parsing;
    }

    private static async Task CopyAsync(Stream body, PipeWriter writer, CancellationToken cancellationToken)
    {
        long length = 0;
        while (true)
        {
            var buffer = writer.GetMemory(64 << 10);
            var read = await body.ReadAsync(buffer, cancellationToken);
            if (read == 0)
            {
                return;
            }

            if (length == 0 && buffer.Span[..read].TrimStart(" \t\r\n\uFEFF"u8) is [(byte)'<', ..])
            {
                throw new WebPageException();
            }

            length += read;
            if (length > LongestIndex)
            {
                throw new IndexTooLongException($"its index is longer than {LongestIndex >> 20} MB");
            }

            writer.Advance(read);
            if ((await writer.FlushAsync(cancellationToken)).IsCompleted)
            {
                return;
            }
        }
    }
}
