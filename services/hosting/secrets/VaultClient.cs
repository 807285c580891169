using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Upgrades.Hosting.Secrets;

/// <param name="Lease">How long it lives from now; null: for ever.</param>
public sealed record VaultToken(string Value, TimeSpan? Lease, bool Renewable);

/// <summary>Vault did not do what it was asked for. The message names path and status, never a value.</summary>
/// <param name="denied">The token is not good for it, or not any more.</param>
public sealed class VaultException(string message, bool denied = false) : Exception(message)
{
    public bool Denied { get; } = denied;
}

/// <summary>The four calls to Vault that are made (<c>reference/vault.md</c> §§1 to 4). A token goes to the configured address alone.</summary>
public sealed class VaultClient(HttpClient http, VaultOptions options)
{
    public async Task<VaultToken> LoginAsync(CancellationToken cancellationToken)
    {
        string jwt;
        try
        {
            jwt = (await File.ReadAllTextAsync(options.JwtFile, cancellationToken)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VaultException($"the pod's own token cannot be read: {e.Message}");
        }

        var answer = await SendAsync(HttpMethod.Post, $"{options.LoginPath.Trim('/')}/login", null, new { role = options.Role, jwt }, cancellationToken);
        return ReadToken(answer, "auth", "client_token", "lease_duration");
    }

    /// <summary>What a token that was given is good for.</summary>
    public async Task<VaultToken> LookUpAsync(string token, CancellationToken cancellationToken) =>
        ReadToken(await SendAsync(HttpMethod.Get, "auth/token/lookup-self", token, null, cancellationToken), "data", "id", "ttl") with { Value = token };

    public async Task<VaultToken> RenewAsync(VaultToken token, CancellationToken cancellationToken) =>
        ReadToken(await SendAsync(HttpMethod.Post, "auth/token/renew-self", token.Value, new { }, cancellationToken), "auth", "client_token", "lease_duration") with { Value = token.Value };

    /// <summary>All values of one secret of a KV store, version 2.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> ReadAsync(string token, VaultPlace place, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Get, place.ApiPath, token, null, cancellationToken);
        if (Property(Property(answer, "data"), "data") is not { ValueKind: JsonValueKind.Object } values)
        {
            throw new VaultException($"{place.ApiPath} holds no values: it is no KV store of version 2, or this version of the secret was deleted");
        }

        return values.EnumerateObject().DistinctBy(v => v.Name)
            .ToDictionary(v => v.Name, v => v.Value.ValueKind == JsonValueKind.String ? v.Value.GetString()! : v.Value.GetRawText());
    }

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, string? token, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(new Uri(options.Url!.AbsoluteUri.TrimEnd('/') + "/"), $"v1/{path}"));
        request.Headers.Add("X-Vault-Request", "true");
        request.Content = body is null ? null : JsonContent.Create(body);
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Vault-Token", token);
        }

        if (!string.IsNullOrEmpty(options.Namespace))
        {
            request.Headers.TryAddWithoutValidation("X-Vault-Namespace", options.Namespace);
        }

        try
        {
            using var answer = await http.SendAsync(request, cancellationToken);
            return answer.IsSuccessStatusCode
                ? await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)
                : throw Refusal(path, answer.StatusCode, answer.Headers.Location);
        }
        catch (HttpRequestException e)
        {
            throw new VaultException($"{options.Url.Authority} does not answer: {e.GetBaseException().Message}");
        }
        catch (JsonException)
        {
            throw new VaultException($"{options.Url.Authority} does not answer {path} as Vault does");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new VaultException($"{options.Url.Authority} did not answer within {options.Timeout.TotalSeconds:0} s");
        }
    }

    private static VaultException Refusal(string path, HttpStatusCode status, Uri? location) => status switch
    {
        HttpStatusCode.Forbidden => new VaultException($"{path} is denied (403): the token has ended, or its policy or role does not allow it", denied: true),
        HttpStatusCode.BadRequest => new VaultException($"{path} is refused (400): the role or the login's path is wrong", denied: true),
        HttpStatusCode.NotFound => new VaultException($"{path} is not there, or hidden from this token (404)"),
        HttpStatusCode.ServiceUnavailable => new VaultException("Vault is sealed or in maintenance (503)"),
        HttpStatusCode.TemporaryRedirect => new VaultException($"this is a standby that points to {location?.Authority ?? "another"}: name the active address (307)"),
        _ => new VaultException($"{path} is answered with {(int)status}"),
    };

    private static VaultToken ReadToken(JsonElement answer, string part, string value, string lease)
    {
        var auth = Property(answer, part);
        var seconds = Property(auth, lease) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var given) ? given : 0;
        return Property(auth, value) is { ValueKind: JsonValueKind.String } token
            ? new VaultToken(token.GetString()!, seconds > 0 ? TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue)) : null, Property(auth, "renewable").ValueKind == JsonValueKind.True)
            : throw new VaultException("the answer to a login holds no token");
    }

    private static JsonElement Property(JsonElement from, string name) => from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value) ? value : default;
}
