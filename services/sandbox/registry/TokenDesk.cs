using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Upgrades.Sandbox.Registry;

/// <summary>The token flow: a challenge, a realm that hands out tokens, and what each token is good for.</summary>
internal sealed class TokenDesk
{
    private readonly ConcurrentDictionary<string, string[]> _scopesOf = new(StringComparer.Ordinal);

    public void Forget() => _scopesOf.Clear();

    /// <summary>Where a credential is asked for, a stranger gets a token that opens nothing, as a private repository's does.</summary>
    /// <param name="credentials"><c>user:password</c>; null: anybody is welcome.</param>
    public IResult Issue(HttpRequest request, string? credentials)
    {
        var shown = request.Headers.Authorization.ToString();
        var known = credentials is null || IsBasic(shown, credentials);
        if (!known && shown.Length > 0)
        {
            return RegistryAnswers.Error(StatusCodes.Status401Unauthorized, "UNAUTHORIZED", "incorrect username or password");
        }

        var token = Guid.NewGuid().ToString("N");
        _scopesOf[token] = known ? [.. request.Query["scope"].Select(s => s!)] : [];
        var body = new JsonObject { ["token"] = token, ["access_token"] = token, ["expires_in"] = 300 };
        return Results.Text(body.ToJsonString(), "application/json");
    }

    /// <param name="repository">Null for the ping, which any token opens.</param>
    /// <returns>Null when the request may pass.</returns>
    public string? Complaint(HttpRequest request, string? repository)
    {
        var shown = request.Headers.Authorization.ToString();
        if (shown.Length == 0)
        {
            return "";
        }

        if (!shown.StartsWith("Bearer ", StringComparison.Ordinal) || !_scopesOf.TryGetValue(shown["Bearer ".Length..], out var scopes))
        {
            return "invalid_token";
        }

        return repository is null || scopes.Any(s => Grants(s, repository)) ? null : "insufficient_scope";
    }

    public static bool IsBasic(string header, string credentials) =>
        header == "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials));

    private static bool Grants(string scope, string repository)
    {
        var prefix = $"repository:{repository}:";
        return scope.StartsWith(prefix, StringComparison.Ordinal) && scope[prefix.Length..].Split(',').Contains("pull");
    }
}
