using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Upgrades.Analyzer.Outside;
using Upgrades.Hosting.Text;

namespace Upgrades.Analyzer.GitHub;

/// <summary>What GitHub served, and where the next page is.</summary>
internal sealed record GitHubAnswer(byte[] Body, Uri? Next)
{
    /// <summary>When the token ends that was shown; null where GitHub does not say, which it does of tokens that end.</summary>
    public DateTimeOffset? TokenEnds { get; init; }
}

/// <summary>
/// GETs to GitHub (<c>reference/github.md</c>): a renamed repository is followed. ETags, limits and second tries are the client's own (<see cref="OutsideRegistration.AddOutsideClient"/>).
/// </summary>
internal sealed class GitHubConnection(IHttpClientFactory clients, GitHubOptions options)
{
    public const string ClientName = "github";
    private const int LongestWords = 300;

    /// <summary><c>2026-12-30 14:05:00 UTC</c>, or with an offset in place of the name.</summary>
    private static readonly string[] EndFormats = ["yyyy-MM-dd HH:mm:ss 'UTC'", "yyyy-MM-dd HH:mm:ss zzz"];

    private Uri Root { get; } = new(options.Url.AbsoluteUri.TrimEnd('/') + "/");

    /// <param name="path">Below the API's root.</param>
    public Uri Address(string path) => new(Root, path);

    /// <inheritdoc cref="GetAsync(Uri, string, CancellationToken)"/>
    /// <param name="path">Below the API's root.</param>
    public Task<GitHubAnswer?> GetAsync(string path, string accept, CancellationToken cancellationToken) => GetAsync(Address(path), accept, cancellationToken);

    /// <returns>Null when there is no such thing, or not for us (403 that is no limit, 451).</returns>
    /// <exception cref="AnswerTooLongException"/>
    /// <exception cref="RateLimitedException">The budget is used up.</exception>
    /// <exception cref="OutsideUnavailableException">GitHub is not well, or the token is wrong.</exception>
    public async Task<GitHubAnswer?> GetAsync(Uri address, string accept, CancellationToken cancellationToken) =>
        (await AskAsync(address, accept, cancellationToken)).Answer;

    /// <summary>As <see cref="GetAsync(Uri, string, CancellationToken)"/>, for parts of a repository that is known to be there: "not for us" is then no "none".</summary>
    /// <returns>Null when there is no such thing.</returns>
    /// <exception cref="NotReadableException">It is not for us, or too long.</exception>
    public async Task<GitHubAnswer?> ReadAsync(Uri address, string accept, CancellationToken cancellationToken) => await AskAsync(address, accept, cancellationToken) switch
    {
        { Refused: { } words } => throw new NotReadableException(words),
        var asked => asked.Answer,
    };

    private async Task<(GitHubAnswer? Answer, string? Refused)> AskAsync(Uri address, string accept, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        var (answer, body, from) = await new OutsideCall(client, Root.Host, options.Timeout).FollowAsync(address, a => Request(a, accept), cancellationToken);
        using (answer)
        {
            return answer.StatusCode switch
            {
                HttpStatusCode.OK => (Read(from, answer, body), null),
                HttpStatusCode.NotFound or HttpStatusCode.Gone => (null, null),
                HttpStatusCode.Forbidden or HttpStatusCode.UnavailableForLegalReasons => (null, Said(answer, body)),
                HttpStatusCode.Unauthorized => throw new OutsideUnavailableException($"UPGRADES__GITHUB__TOKEN is not accepted: {Said(answer, body)}") { Trouble = OutsideTrouble.Refused },
                _ => throw new OutsideUnavailableException(Said(answer, body)),
            };
        }
    }

    private HttpRequestMessage Request(Uri address, string accept)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Upgrades", "0.1"));
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.Add("X-GitHub-Api-Version", "2022-11-28");
        if (!string.IsNullOrEmpty(options.Token))
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Token);
        }

        return request;
    }

    private GitHubAnswer Read(Uri address, HttpResponseMessage answer, byte[] body)
    {
        var links = answer.Headers.TryGetValues("Link", out var values) ? string.Join(", ", values) : null;
        var ends = answer.Headers.TryGetValues("github-authentication-token-expiration", out values) ? values.First() : null;
        return new GitHubAnswer(body, LinkHeader.Next(links, address) is { } next ? OutsideCall.OnSameHost(next, Root) : null)
        {
            TokenEnds = DateTimeOffset.TryParseExact(ends, EndFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null,
        };
    }

    private string Said(HttpResponseMessage answer, byte[] body) =>
        OutsideLines.Line($"{Root.Host} answered {(int)answer.StatusCode} {Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, LongestWords)))}");
}
