using System.Net.Http.Headers;

namespace Upgrades.Analyzer.Outside;

/// <summary>One answer, whole: read within the same deadline as its headers, and never longer than 10 MB.</summary>
internal sealed class OutsideCall(HttpClient client, string name, TimeSpan timeout)
{
    public const int LongestAnswer = 10 << 20;

    /// <exception cref="OutsideUnavailableException">No answer, a broken one, or one that is too long.</exception>
    public async Task<(HttpResponseMessage Answer, byte[] Body)> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        HttpResponseMessage? answer = null;
        try
        {
            answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            return (answer, await ReadAsync(answer.Content, deadline.Token));
        }
        catch (Exception e)
        {
            answer?.Dispose();
            throw e switch
            {
                HttpRequestException http => new OutsideUnavailableException($"{name} cannot be reached: {http.HttpRequestError} {http.GetBaseException().Message}"),
                IOException broken => new OutsideUnavailableException($"{name} broke off: {broken.GetBaseException().Message}"),
                OperationCanceledException when !cancellationToken.IsCancellationRequested =>
                    new OutsideUnavailableException($"{name} did not answer within {timeout.TotalSeconds:0} s"),
                _ => e,
            };
        }
    }

    /// <summary>How long a server asks us to stay away; null when it does not say.</summary>
    public static TimeSpan? RetryAfter(HttpResponseHeaders headers) => headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - Now(headers),
        _ => null,
    };

    /// <summary>The server's clock where it tells it: what it says about later is measured by that one.</summary>
    public static DateTimeOffset Now(HttpResponseHeaders headers) => headers.Date ?? TimeProvider.System.GetUtcNow();

    private async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var buffer = new byte[64 << 10];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (body.Length + read > LongestAnswer)
            {
                throw new OutsideUnavailableException($"{name} answered with more than {LongestAnswer >> 20} MB");
            }

            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }
}
