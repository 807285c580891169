using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Upgrades.Hosting.Secrets;

namespace Upgrades.Standalone.Expiry;

/// <summary>When a credential ends. Null: never, as its issuer says.</summary>
/// <param name="Error">Why that cannot be told, or that its service refuses it; null when all is well.</param>
internal sealed record CredentialExpiry(Credential Credential, DateTimeOffset? At, string? Error)
{
    public bool IsUnknown => Error is not null && At is null;
}

/// <summary>Finds out when each credential of a list ends. What one of them hides does not hide the others.</summary>
internal sealed class ReadExpiry(HttpClient http, Func<string, string?> environment, TimeProvider time)
{
    /// <summary><c>2026-12-30 14:05:00 UTC</c>, or with an offset in place of the name.</summary>
    private static readonly string[] GitHubFormats = ["yyyy-MM-dd HH:mm:ss 'UTC'", "yyyy-MM-dd HH:mm:ss zzz"];

    public async Task<CredentialExpiry> OfAsync(Credential credential, CancellationToken cancellationToken)
    {
        try
        {
            return new CredentialExpiry(credential, await AtAsync(credential, cancellationToken), null);
        }
        catch (ExpiryException e)
        {
            return new CredentialExpiry(credential, e.Refused ? time.GetUtcNow() : null, e.Message);
        }
    }

    private async Task<DateTimeOffset?> AtAsync(Credential credential, CancellationToken cancellationToken) => credential switch
    {
        { MintedAt: { } minted, TtlDays: { } days } => DateTimeOffset.FromUnixTimeSeconds(minted) + TimeSpan.FromDays(days),
        { ExpiresAt: { } at } => at,
        { Jwt: { } place } => OfJwt(place.Read(environment)),
        { GitHub: { } service } => await OfGitHubAsync(service, cancellationToken),
        { Vault: { } service } => await OfVaultAsync(service, cancellationToken),
        _ => throw new InvalidOperationException($"No case for {credential.Path}."),
    };

    private static DateTimeOffset? OfJwt(string token)
    {
        try
        {
            var body = token.Split('.') is [_, var payload, _] ? payload.Replace('-', '+').Replace('_', '/') : throw new FormatException("it has not three parts");
            var claims = JsonSerializer.Deserialize<JsonElement>(Convert.FromBase64String(body.PadRight((body.Length + 3) / 4 * 4, '=')));
            return claims.ValueKind != JsonValueKind.Object ? throw new FormatException("its claims are no object")
                : claims.TryGetProperty("exp", out var exp) ? DateTimeOffset.FromUnixTimeSeconds((long)exp.GetDouble()) : null;
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            // The text itself is a secret, and so may be what the parser shows of it.
            throw new ExpiryException("it is no JSON Web Token whose exp can be read");
        }
    }

    private async Task<DateTimeOffset?> OfGitHubAsync(SecretService service, CancellationToken cancellationToken)
    {
        var root = new Uri((service.Url?.AbsoluteUri ?? "https://api.github.com/").TrimEnd('/') + "/");
        using var answer = await AskAsync(new Uri(root, "rate_limit"), request =>
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", service.Read(environment));
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Upgrades", "0.1"));
        }, cancellationToken);
        if (!answer.Headers.TryGetValues("github-authentication-token-expiration", out var values))
        {
            return null;
        }

        var text = values.First();
        return DateTimeOffset.TryParseExact(text, GitHubFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at : throw new ExpiryException($"{root.Host} names an end that cannot be read: {text[..Math.Min(40, text.Length)]}");
    }

    private async Task<DateTimeOffset?> OfVaultAsync(SecretService service, CancellationToken cancellationToken)
    {
        try
        {
            var token = await new VaultClient(http, new VaultOptions { Url = service.Url, Timeout = http.Timeout }).LookUpAsync(service.Read(environment), cancellationToken);
            return token.Lease is { } left ? time.GetUtcNow() + left : null;
        }
        catch (VaultException e)
        {
            throw new ExpiryException(e.Message, refused: e.Denied);
        }
    }

    private async Task<HttpResponseMessage> AskAsync(Uri address, Action<HttpRequestMessage> sign, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        sign(request);
        try
        {
            var answer = await http.SendAsync(request, cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                return answer;
            }

            answer.Dispose();
            throw answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                ? new ExpiryException($"{address.Authority} refuses it ({(int)answer.StatusCode}): it has ended, was revoked, or is another's", refused: true)
                : new ExpiryException($"{address.Authority} answered with {(int)answer.StatusCode}");
        }
        catch (HttpRequestException e)
        {
            throw new ExpiryException($"{address.Authority} does not answer: {e.GetBaseException().Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ExpiryException($"{address.Authority} did not answer within {http.Timeout.TotalSeconds:0} s");
        }
    }
}
