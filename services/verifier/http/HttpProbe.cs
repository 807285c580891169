using System.Net;
using Upgrades.Verifier.Decisions;

namespace Upgrades.Verifier.Http;

/// <summary>Asks services over their front doors. No answer is an answer too: nothing here throws for a service that is down.</summary>
internal sealed class HttpProbe(IHttpClientFactory clients, HttpCheckOptions options)
{
    public const string ClientName = "http-checks";

    public async Task<IReadOnlyList<HttpAnswer>> AskAsync(IReadOnlyList<string> urls, CancellationToken cancellationToken) =>
        await Task.WhenAll(urls.Select(u => AskAsync(u, cancellationToken)));

    private async Task<HttpAnswer> AskAsync(string url, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.Timeout);
        try
        {
            return await FollowAsync(url, timeout.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HttpAnswer(url, null, $"nothing within {options.Timeout.TotalSeconds:0} s");
        }
        catch (HttpRequestException e)
        {
            return new HttpAnswer(url, null, Words(e));
        }
    }

    private async Task<HttpAnswer> FollowAsync(string url, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        client.Timeout = Timeout.InfiniteTimeSpan;
        var address = new Uri(url);
        for (var redirects = 0; ; redirects++)
        {
            using var request = Request(address);
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (Target(answer, address) is not { } target)
            {
                return new HttpAnswer(url, (int)answer.StatusCode);
            }

            // Another host is another service, for instance the one that logs people in: its state is not this one's.
            if (redirects == options.MaxRedirects || target.Host != address.Host)
            {
                return new HttpAnswer(url, (int)answer.StatusCode, RedirectedTo: target.Host);
            }

            address = target;
        }
    }

    private HttpRequestMessage Request(Uri address)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, options.Address is { } front ? new Uri(front, address.PathAndQuery) : address);
        request.Headers.Host = options.Address is null ? null : address.Authority;
        request.Headers.UserAgent.ParseAdd("upgrades-verifier");
        return request;
    }

    private static Uri? Target(HttpResponseMessage answer, Uri address) =>
        answer.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
        && answer.Headers.Location is { } location && Uri.TryCreate(address, location, out var target) && target.Scheme is "http" or "https"
            ? target
            : null;

    private static string Words(HttpRequestException e) => e.HttpRequestError switch
    {
        HttpRequestError.ConnectionError => "the connection was refused or lost",
        HttpRequestError.NameResolutionError => "the name cannot be resolved",
        HttpRequestError.SecureConnectionError => $"TLS failed: {e.GetBaseException().Message}",
        HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse => "what came was no HTTP answer",
        var other => $"{other}",
    };
}
