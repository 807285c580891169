using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Upgrades.Analyzer.Outside;

namespace Upgrades.Analyzer.Charts;

/// <summary>By what a server can say that nothing has changed.</summary>
internal sealed record Validators(string? ETag, DateTimeOffset? LastModified);

/// <summary>
/// Asks a chart repository for its index. Redirects are followed by hand: chart repositories on GitHub Pages lead elsewhere, and a name
/// and password are for their own host alone.
/// </summary>
internal sealed class ChartRepositoryConnection(IHttpClientFactory clients)
{
    public const string ClientName = "charts";
    private const int MostRedirects = 5;

    /// <inheritdoc cref="SendAsync(Uri, ChartHost, Validators, int, CancellationToken)"/>
    public Task<HttpResponseMessage> SendAsync(Uri index, ChartHost? host, Validators? known, CancellationToken cancellationToken) =>
        SendAsync(index, host, known, bytes: 0, cancellationToken);

    /// <param name="bytes">Of its beginning, for who does not want all of it; a server may send all even so. 0: all.</param>
    /// <returns>The answer with its headers read and its body not.</returns>
    /// <exception cref="OutsideUnavailableException">It redirects in circles, or away from encryption.</exception>
    public async Task<HttpResponseMessage> SendAsync(Uri index, ChartHost? host, Validators? known, int bytes, CancellationToken cancellationToken)
    {
        // The handler behind it is pooled: what was answered outlives the client.
        var client = clients.CreateClient(ClientName);
        var address = index;
        for (var hop = 0; hop <= MostRedirects; hop++)
        {
            using var request = Request(address, address.Authority == index.Authority ? host : null, known);
            request.Headers.Range = bytes > 0 ? new RangeHeaderValue(0, bytes - 1) : null;
            var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (answer.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Redirect or HttpStatusCode.SeeOther
                    or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
                || answer.Headers.Location is not { } location)
            {
                return answer;
            }

            answer.Dispose();
            var to = new Uri(address, location);
            address = to.Scheme == address.Scheme || to.Scheme == "https" ? to
                : throw new OutsideUnavailableException($"{address.Host} redirects to {to.Scheme}://{to.Host}, without encryption");
        }

        throw new OutsideUnavailableException($"{index.Host} redirects in circles");
    }

    private static HttpRequestMessage Request(Uri address, ChartHost? host, Validators? known)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Upgrades", "0.1"));
        request.Headers.IfModifiedSince = known?.LastModified;
        if (known?.ETag is { } etag)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", etag);
        }

        if (host is { Username: { Length: > 0 } user, Password: { Length: > 0 } password })
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        }

        return request;
    }
}
