using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Upgrades.Analyzer.Outside;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Registry;

/// <summary>200, 401, 403, 404 or 405; everything else is an exception.</summary>
/// <param name="Digest">As the registry says, by the grammar.</param>
internal sealed record RegistryAnswer(HttpStatusCode Status, byte[] Body, string? ContentType, string? Digest, Uri? Next);

/// <summary>
/// Requests to registries (<c>reference/registry.md</c>). Who answers with a challenge gets a token for exactly that challenge; a
/// redirect starts without one, as storage refuses strangers' tokens and another registry challenges for itself.
/// </summary>
internal sealed class RegistryConnection(IHttpClientFactory clients, RegistryOptions options, OutsideClock clock)
{
    public const string ClientName = "registry";
    private const int MostTries = 8;
    private readonly RegistryTokens _tokens = new(clock);
    private readonly ConcurrentDictionary<(string Authority, string Repository), RegistryChallenge> _challenges = [];

    public Uri Address(ImageReference image, string path) =>
        new(new Uri(options.For(image.Domain).Url!.AbsoluteUri.TrimEnd('/') + "/"), $"v2/{image.Path}/{path}");

    /// <exception cref="RateLimitedException">The registry has had enough of us for now.</exception>
    /// <exception cref="OutsideUnavailableException">The registry is not well, or a password is wrong.</exception>
    public async Task<RegistryAnswer> SendAsync(
        HttpMethod method, ImageReference image, Uri address, IReadOnlyList<string> accept, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        var call = new OutsideCall(client, $"The registry {image.Domain}", options.Timeout);
        var challenge = _challenges.GetValueOrDefault((address.Authority, image.Path));
        var (shown, refused) = (challenge is null ? null : await ShowAsync(call, challenge, image, address, anew: false, cancellationToken), false);
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            using var request = Request(method, address, accept, shown);
            var (answer, body) = await call.SendAsync(request, cancellationToken);
            using (answer)
            {
                if (answer.StatusCode == HttpStatusCode.Unauthorized && !refused && RegistryChallenge.Read(answer.Headers.WwwAuthenticate) is { } asked)
                {
                    if (shown is not null && asked.IsInsufficientScope && asked.Realm is not null && challenge?.Realm is not null && asked.TokenAddress() == challenge.TokenAddress())
                    {
                        return Read(answer, body, address);
                    }

                    (shown, refused) = (await ShowAsync(call, asked, image, address, anew: shown is not null, cancellationToken), true);
                    if (shown is null)
                    {
                        return Read(answer, body, address);
                    }

                    _challenges[(address.Authority, image.Path)] = challenge = asked;
                }
                else if (answer.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Redirect or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
                    && answer.Headers.Location is { } location)
                {
                    (address, shown, refused, challenge) = (Follow(address, location), null, false, null);
                }
                else if (answer.StatusCode == HttpStatusCode.Unauthorized && shown?.Scheme == "Basic")
                {
                    throw new OutsideUnavailableException($"UPGRADES__REGISTRY__HOSTS: {address.Host} does not accept the name and password for it") { Trouble = OutsideTrouble.Refused };
                }
                else if (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
                {
                    return Read(answer, body, address);
                }
                else
                {
                    throw Refusal($"The registry {image.Domain}", answer);
                }
            }
        }

        throw new OutsideUnavailableException($"The registry {image.Domain} redirects in circles");
    }

    internal static OutsideUnavailableException Refusal(string name, HttpResponseMessage answer) => new($"{name} answered {(int)answer.StatusCode}");

    /// <summary>A host's password is for the host alone, not for whoever it redirects to; that one may have its own.</summary>
    private Task<AuthenticationHeaderValue?> ShowAsync(
        OutsideCall call, RegistryChallenge challenge, ImageReference image, Uri address, bool anew, CancellationToken cancellationToken)
    {
        if (challenge.Realm is { Scheme: "http" } && address.Scheme == "https")
        {
            throw new OutsideUnavailableException($"{address.Host} sends us to {challenge.Realm.Host} for a token, without encryption");
        }

        return _tokens.AnswerAsync(call, challenge, options.Whose(address, image.Domain), anew, cancellationToken);
    }

    private static HttpRequestMessage Request(HttpMethod method, Uri address, IReadOnlyList<string> accept, AuthenticationHeaderValue? shown)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Upgrades", "0.1"));
        request.Headers.Authorization = shown;
        foreach (var type in accept)
        {
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(type));
        }

        return request;
    }

    private static Uri Follow(Uri from, Uri location)
    {
        var to = new Uri(from, location);
        return to.Scheme == from.Scheme || to.Scheme == "https" ? to
            : throw new OutsideUnavailableException($"{from.Host} redirects to {to.Scheme}://{to.Host}, without encryption");
    }

    private static RegistryAnswer Read(HttpResponseMessage answer, byte[] body, Uri address)
    {
        string? Header(string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
        var digest = Header("Docker-Content-Digest");
        return new RegistryAnswer(
            answer.StatusCode, body, answer.Content.Headers.ContentType?.MediaType, ImageReference.IsDigest(digest) ? digest : null, LinkHeader.Next(Header("Link"), address));
    }
}
