using System.Net;

namespace Upgrades.Analyzer.Outside;

/// <summary>
/// Asks for what is known with "only if it has changed" (RFC 9110 §13), and answers "it has not" with what is known: whoever asks sees
/// a 200 either way. At GitHub such a question costs nothing. What is spoiled is forgotten and asked for anew.
/// </summary>
internal sealed class AnswerCache(IAnswerStore store, ILogger<AnswerCache> log) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method != HttpMethod.Get || request.Headers.Contains("If-None-Match") || request.Headers.Contains("If-Modified-Since") || request.Headers.Range is not null)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        var key = AnswerKey.Of(request);
        var (known, body) = await FindAsync(key, cancellationToken);
        if (known is not null)
        {
            request.Headers.TryAddWithoutValidation(known.ETag is null ? "If-Modified-Since" : "If-None-Match", known.ETag ?? known.LastModified);
        }

        var answer = await base.SendAsync(request, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotModified && known is not null)
        {
            await store.TouchAsync(key, cancellationToken);
            return Restore(answer, known, body!);
        }

        if (StoredAnswer.Of(answer) is { } kept)
        {
            await store.KeepAsync(key, kept, cancellationToken);
        }
        else if (known is not null && answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound or HttpStatusCode.Gone)
        {
            await store.DropAsync(key, cancellationToken);
        }

        return answer;
    }

    private async Task<(StoredAnswer? Answer, byte[]? Body)> FindAsync(string key, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(key, cancellationToken) is not { } known)
        {
            return (null, null);
        }

        if ((known.ETag ?? known.LastModified) is not null && known.Unpack() is { } body)
        {
            return (known, body);
        }

        Log.AnswerSpoiled(log, key);
        await store.DropAsync(key, cancellationToken);
        return (null, null);
    }

    /// <summary>Headers about limits are those of now, what belongs to the body is as it was.</summary>
    private static HttpResponseMessage Restore(HttpResponseMessage unchanged, StoredAnswer known, byte[] body)
    {
        unchanged.StatusCode = HttpStatusCode.OK;
        unchanged.Content.Dispose();
        unchanged.Content = new WholeContent(body);
        unchanged.Content.Headers.TryAddWithoutValidation("Content-Type", known.ContentType);
        unchanged.Headers.Remove("Link");
        if (known.Link is not null)
        {
            unchanged.Headers.TryAddWithoutValidation("Link", known.Link);
        }

        return unchanged;
    }
}
