using System.Net;

namespace Upgrades.Analyzer.Outside;

/// <summary>One answer, whole: read within the same deadline as its headers, and never longer than 10 MB.</summary>
internal sealed class OutsideCall(HttpClient client, string name, TimeSpan timeout)
{
    public const int LongestAnswer = 10 << 20;
    private const int MostRedirects = 5;

    /// <exception cref="AnswerTooLongException"/>
    /// <exception cref="RateLimitedException">The host has had enough of us, or is known to have.</exception>
    /// <exception cref="OutsideUnavailableException">No answer, or a broken one.</exception>
    public async Task<(HttpResponseMessage Answer, byte[] Body)> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var deadline = new CallDeadline(request, timeout, cancellationToken);
        HttpResponseMessage? answer = null;
        try
        {
            answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            deadline.Resume();
            return (answer, await ReadAsync(answer.Content, deadline.Token));
        }
        catch (Exception e)
        {
            answer?.Dispose();
            throw e switch
            {
                HttpRequestException http => new OutsideUnavailableException($"{name} cannot be reached: {http.HttpRequestError} {http.GetBaseException().Message}")
                {
                    Trouble = http.HttpRequestError == HttpRequestError.SecureConnectionError ? OutsideTrouble.Encryption : OutsideTrouble.Away,
                },
                IOException broken => new OutsideUnavailableException($"{name} broke off: {broken.GetBaseException().Message}"),
                // What a server compressed wrongly.
                InvalidDataException broken => new OutsideUnavailableException($"{name} answered with something that cannot be unpacked: {broken.Message}"),
                OperationCanceledException when !cancellationToken.IsCancellationRequested =>
                    new OutsideUnavailableException($"{name} did not answer within {timeout.TotalSeconds:0} s") { Trouble = OutsideTrouble.Slow },
                _ => e,
            };
        }
    }

    /// <summary>The same, led on by redirects as far as they stay on the host: a token is for that one alone, and .NET would drop it on the way.</summary>
    /// <param name="request">Of an address.</param>
    /// <returns>Also where the answer is from.</returns>
    /// <exception cref="AnswerTooLongException"/>
    /// <exception cref="RateLimitedException">The host has had enough of us, or is known to have.</exception>
    /// <exception cref="OutsideUnavailableException">No answer, a broken one, or one that leads elsewhere or in circles.</exception>
    public async Task<(HttpResponseMessage Answer, byte[] Body, Uri Address)> FollowAsync(Uri address, Func<Uri, HttpRequestMessage> request, CancellationToken cancellationToken)
    {
        for (var hop = 0; hop <= MostRedirects; hop++)
        {
            using var asked = request(address);
            var (answer, body) = await SendAsync(asked, cancellationToken);
            if (answer.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Redirect or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
            {
                return (answer, body, address);
            }

            using (answer)
            {
                address = OnSameHost(new Uri(address, answer.Headers.Location ?? address), address)
                    ?? throw new OutsideUnavailableException($"{name} redirects {address.AbsolutePath} to another host, which gets no token");
            }
        }

        throw new OutsideUnavailableException($"{name} redirects in circles");
    }

    /// <returns>Null when it is another's.</returns>
    public static Uri? OnSameHost(Uri address, Uri own) => address.Scheme == own.Scheme && address.Authority == own.Authority ? address : null;

    private async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellationToken) => content is WholeContent whole ? whole.Bytes
        : await WholeContent.ReadAsync(await content.ReadAsStreamAsync(cancellationToken), cancellationToken) is { Ended: true } read ? read.Bytes
        : throw new AnswerTooLongException(name);
}
