using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Upgrades.Analyzer.Outside;

namespace Upgrades.Analyzer.Registry;

/// <summary>Bearer tokens by the distribution project's token flow, kept as long as they are good.</summary>
internal sealed class RegistryTokens(OutsideClock clock)
{
    private static readonly TimeSpan UsualLifetime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    /// <summary>By realm, service and scopes, and by whose they are.</summary>
    private readonly ConcurrentDictionary<(Uri Address, string? Credentials), (string Token, DateTimeOffset Until)> _tokens = [];

    /// <summary>What answers a challenge; null when a stranger gets nothing.</summary>
    /// <param name="host">Whose name and password may be shown; null: nobody's.</param>
    /// <param name="anew">The token in hand was refused.</param>
    /// <exception cref="OutsideUnavailableException">The realm is not well, or the password is wrong.</exception>
    public async Task<AuthenticationHeaderValue?> AnswerAsync(
        OutsideCall call, RegistryChallenge challenge, RegistryHost? host, bool anew, CancellationToken cancellationToken)
    {
        var password = host is { Username: { Length: > 0 } user, Password: { Length: > 0 } secret } ? Basic(user, secret) : null;
        if (challenge.Realm is null)
        {
            return password;
        }

        var key = (challenge.TokenAddress(), password?.Parameter);
        if (!anew && _tokens.TryGetValue(key, out var known) && known.Until > clock.Time.GetUtcNow())
        {
            return new AuthenticationHeaderValue("Bearer", known.Token);
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, key.Item1) { Headers = { Authorization = password } };
        var (answer, body) = await call.SendAsync(request, cancellationToken);
        using (answer)
        {
            switch (answer.StatusCode)
            {
                case HttpStatusCode.OK:
                    var (token, lifetime) = Read(body, challenge.Realm);
                    _tokens[key] = (token, clock.Time.GetUtcNow() + lifetime - Margin);
                    return new AuthenticationHeaderValue("Bearer", token);
                case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                    return password is null ? null : throw new OutsideUnavailableException(
                        $"UPGRADES__REGISTRY__HOSTS: {challenge.Realm.Host} does not accept the name and password for {host!.Domain}") { Trouble = OutsideTrouble.Refused };
                default:
                    throw RegistryConnection.Refusal(challenge.Realm.Host, answer);
            }
        }
    }

    private static AuthenticationHeaderValue Basic(string user, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    /// <summary>What may stand in a header (RFC 6750 §2.1).</summary>
    private static bool IsToken(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "-._~+/=".Contains(c, StringComparison.Ordinal));

    private static (string Token, TimeSpan Lifetime) Read(byte[] body, Uri realm)
    {
        try
        {
            var issued = JsonSerializer.Deserialize<Issued>(body);
            var token = (issued?.Token is { Length: > 0 } given ? given : issued?.AccessToken) is { } found && IsToken(found) ? found : throw new JsonException("there is no token in it");
            return (token, issued!.ExpiresIn is > 0 and var seconds ? TimeSpan.FromSeconds(Math.Min(seconds, Longest.TotalSeconds)) : UsualLifetime);
        }
        catch (JsonException e)
        {
            throw new OutsideUnavailableException($"{realm.Host} answered with something that is no token: {e.Message}");
        }
    }

    private sealed record Issued(
        [property: JsonPropertyName("token")] string? Token,
        [property: JsonPropertyName("access_token")] string? AccessToken,
        [property: JsonPropertyName("expires_in")] double? ExpiresIn);
}
