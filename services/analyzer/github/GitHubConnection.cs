using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Caching.Memory;
using Upgrades.Analyzer.Outside;

namespace Upgrades.Analyzer.GitHub;

/// <summary>What GitHub served, and where the next page is.</summary>
internal sealed record GitHubAnswer(byte[] Body, Uri? Next);

/// <summary>
/// GETs to GitHub (<c>reference/github.md</c>): keeps what was read by its ETag, as "unchanged" costs nothing of the hourly budget;
/// follows a renamed repository by hand, as .NET would drop the token on the way; says when the budget is used up.
/// </summary>
internal sealed class GitHubConnection(IHttpClientFactory clients, GitHubOptions options) : IDisposable
{
    public const string ClientName = "github";
    private const int MostRedirects = 5;
    private const long CacheBytes = 64 << 20;
    private static readonly TimeSpan SecondaryLimitPause = TimeSpan.FromMinutes(1);
    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = CacheBytes });

    private Uri Root { get; } = new(options.Url.AbsoluteUri.TrimEnd('/') + "/");

    /// <param name="path">Below the API's root.</param>
    public Task<GitHubAnswer?> GetAsync(string path, string accept, CancellationToken cancellationToken) => GetAsync(new Uri(Root, path), accept, cancellationToken);

    /// <returns>Null when there is no such thing, or not for us.</returns>
    /// <exception cref="RateLimitedException">The budget is used up.</exception>
    /// <exception cref="OutsideUnavailableException">GitHub is not well, or the token is wrong.</exception>
    public async Task<GitHubAnswer?> GetAsync(Uri address, string accept, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        var call = new OutsideCall(client, Root.Host, options.Timeout);
        for (var hop = 0; hop <= MostRedirects; hop++)
        {
            var known = _known.Get<Known>((address, accept));
            using var request = Request(address, accept, known?.ETag);
            var (answer, body) = await call.SendAsync(request, cancellationToken);
            using (answer)
            {
                switch (answer.StatusCode)
                {
                    case HttpStatusCode.NotModified when known is not null:
                        return known.Answer;
                    case HttpStatusCode.OK:
                        return Keep(address, accept, answer, body);
                    case HttpStatusCode.MovedPermanently or HttpStatusCode.Redirect or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect:
                        address = OnSameHost(new Uri(address, answer.Headers.Location ?? address))
                            ?? throw new OutsideUnavailableException($"{Root.Host} redirects {address.AbsolutePath} to another host, which gets no token");
                        break;
                    case HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.UnavailableForLegalReasons:
                        return null;
                    default:
                        throw Refusal(answer, body);
                }
            }
        }

        throw new OutsideUnavailableException($"{Root.Host} redirects in circles");
    }

    public void Dispose() => _known.Dispose();

    private HttpRequestMessage Request(Uri address, string accept, string? etag)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Upgrades", "0.1"));
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.Add("X-GitHub-Api-Version", "2022-11-28");
        if (!string.IsNullOrEmpty(options.Token))
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Token);
        }

        if (etag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", etag);
        }

        return request;
    }

    private GitHubAnswer Keep(Uri address, string accept, HttpResponseMessage response, byte[] body)
    {
        var links = response.Headers.TryGetValues("Link", out var values) ? string.Join(", ", values) : null;
        var answer = new GitHubAnswer(body, LinkHeader.Next(links, address) is { } next ? OnSameHost(next) : null);
        if (response.Headers.ETag is { } etag)
        {
            _known.Set((address, accept), new Known(etag.ToString(), answer), new MemoryCacheEntryOptions { Size = body.Length + 500 });
        }

        return answer;
    }

    private Uri? OnSameHost(Uri address) => address.Scheme == Root.Scheme && address.Authority == Root.Authority ? address : null;

    private Exception Refusal(HttpResponseMessage answer, byte[] body)
    {
        var words = Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 300)));
        var said = $"{Root.Host} answered {(int)answer.StatusCode} {words}";
        return answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized => new OutsideUnavailableException($"UPGRADES__GITHUB__TOKEN is not accepted: {said}"),
            HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests when Pause(answer, words) is { } pause => new RateLimitedException(said, pause),
            _ => new OutsideUnavailableException(said),
        };
    }

    /// <summary>The primary limit has a reset time; a secondary one says how long, or nothing.</summary>
    private static TimeSpan? Pause(HttpResponseMessage answer, string words)
    {
        string? Header(string name) => answer.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
        if (OutsideCall.RetryAfter(answer.Headers) is { } asked)
        {
            return asked;
        }

        if (Header("x-ratelimit-remaining") == "0" && long.TryParse(Header("x-ratelimit-reset"), CultureInfo.InvariantCulture, out var reset))
        {
            return DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(reset, 0, uint.MaxValue)) - OutsideCall.Now(answer.Headers);
        }

        return answer.StatusCode == HttpStatusCode.TooManyRequests || words.Contains("rate limit", StringComparison.OrdinalIgnoreCase) ? SecondaryLimitPause : null;
    }

    private sealed record Known(string ETag, GitHubAnswer Answer);
}
