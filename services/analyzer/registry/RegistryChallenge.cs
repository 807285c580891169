using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Upgrades.Analyzer.Registry;

/// <summary>What a registry wants to see: a token from <see cref="Realm"/>, or name and password (null).</summary>
internal sealed partial record RegistryChallenge(Uri? Realm, string? Service, string? Scope)
{
    /// <summary>The token shown is good, but not for this: another one of the same kind would not be either.</summary>
    public bool IsInsufficientScope { get; init; }

    /// <returns>Null when there is no challenge that we can answer.</returns>
    public static RegistryChallenge? Read(HttpHeaderValueCollection<AuthenticationHeaderValue> offered)
    {
        foreach (var offer in offered)
        {
            if (offer.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
            {
                var values = Parameters().Matches(offer.Parameter ?? "").DistinctBy(m => m.Groups["name"].Value.ToLowerInvariant())
                    .ToDictionary(m => m.Groups["name"].Value.ToLowerInvariant(), m => m.Groups["quoted"].Success ? m.Groups["quoted"].Value : m.Groups["plain"].Value);
                if (Uri.TryCreate(values.GetValueOrDefault("realm"), UriKind.Absolute, out var realm) && realm.Scheme is "http" or "https")
                {
                    return new RegistryChallenge(realm, values.GetValueOrDefault("service"), values.GetValueOrDefault("scope"))
                    {
                        IsInsufficientScope = values.GetValueOrDefault("error") == "insufficient_scope",
                    };
                }
            }
        }

        return offered.Any(o => o.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)) ? new RegistryChallenge(null, null, null) : null;
    }

    /// <summary>Scopes are several parameters, not one with spaces.</summary>
    public Uri TokenAddress()
    {
        var query = (Scope ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(s => $"scope={Uri.EscapeDataString(s)}");
        var parts = Service is null ? query : query.Prepend($"service={Uri.EscapeDataString(Service)}");
        var before = Realm!.Query.TrimStart('?');
        return new UriBuilder(Realm) { Query = string.Join('&', before.Length > 0 ? parts.Prepend(before) : parts) }.Uri;
    }

    /// <summary>A scope holds commas (<c>pull,push</c>), so quotes have to be honoured.</summary>
    [GeneratedRegex("(?<name>[A-Za-z_]+)\\s*=\\s*(?:\"(?<quoted>[^\"]*)\"|(?<plain>[^\\s,\"]+))", RegexOptions.NonBacktracking)]
    private static partial Regex Parameters();
}
