namespace Upgrades.Analyzer.Outside;

/// <summary>
/// A body that is here already. It is read where a request is sent, so that one which breaks off is sent again, and a refusal can be
/// understood, below everybody who only looks at headers.
/// </summary>
internal sealed class WholeContent(byte[] bytes) : ByteArrayContent(bytes)
{
    public byte[] Bytes { get; } = bytes;

    /// <summary>Puts the body in place of the stream it came by. What is longer than <see cref="OutsideCall.LongestAnswer"/> goes on as a stream.</summary>
    /// <returns>The body, or its beginning.</returns>
    public static async Task<byte[]> TakeAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var (coming, stream) = (answer.Content, await answer.Content.ReadAsStreamAsync(cancellationToken));
        var (bytes, ended) = await ReadAsync(stream, cancellationToken);
        HttpContent taken = ended ? new WholeContent(bytes) : new StreamContent(new ResumedStream(bytes, stream));
        foreach (var (name, values) in coming.Headers)
        {
            taken.Headers.TryAddWithoutValidation(name, values);
        }

        answer.Content = taken;
        if (ended)
        {
            coming.Dispose();
        }

        return bytes;
    }

    /// <returns>Not ended: there is more than the longest answer.</returns>
    public static async Task<(byte[] Bytes, bool Ended)> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        var buffer = new byte[64 << 10];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            body.Write(buffer, 0, read);
            if (body.Length > OutsideCall.LongestAnswer)
            {
                return (body.ToArray(), false);
            }
        }

        return (body.ToArray(), true);
    }
}
