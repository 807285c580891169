using System.Text.Json;
using System.Text.Json.Serialization;
using Upgrades.Standalone.Commands;

namespace Upgrades.Standalone.Expiry;

/// <summary>One credential of the list. Exactly one of the ways to know its end is given.</summary>
internal sealed record Credential
{
    /// <summary>Label <c>path</c> of the metric: <c>primary</c>, <c>github</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Unix seconds; goes with <see cref="TtlDays"/>.</summary>
    public long? MintedAt { get; init; }

    public double? TtlDays { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>A JSON Web Token whose <c>exp</c> says it (RFC 7519 §4.1.4).</summary>
    public SecretPlace? Jwt { get; init; }

    /// <summary>A token of GitHub, which names its end in each answer (<c>reference/oauth-monitor.md</c>).</summary>
    [JsonPropertyName("github")]
    public SecretService? GitHub { get; init; }

    /// <summary>A token of Vault, which knows its end (<c>lookup-self</c>).</summary>
    public SecretService? Vault { get; init; }

    /// <summary>How a person makes a new one.</summary>
    public string? Renew { get; init; }
}

/// <summary>Where a secret stands. Never in the list itself.</summary>
internal record SecretPlace
{
    public string? Env { get; init; }

    public string? File { get; init; }

    /// <exception cref="ExpiryException">It is not there.</exception>
    public string Read(Func<string, string?> environment)
    {
        if (Env is not null)
        {
            return environment(Env)?.Trim() is { Length: > 0 } value ? value : throw new ExpiryException($"the environment variable {Env} is empty or not there");
        }

        try
        {
            return System.IO.File.ReadAllText(File!).Trim() is { Length: > 0 } text ? text : throw new ExpiryException($"{File} is empty");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ExpiryException(e.Message);
        }
    }
}

/// <summary>A secret, and the service that knows about it.</summary>
internal sealed record SecretService : SecretPlace
{
    /// <summary>Of GitHub: the API's root, default <c>https://api.github.com/</c>; of Vault: its address.</summary>
    public Uri? Url { get; init; }
}

/// <summary>The end of one credential cannot be told; the others' can.</summary>
/// <param name="refused">Its own service does not take it: it has ended already, whenever that was.</param>
internal sealed class ExpiryException(string message, bool refused = false) : Exception(message)
{
    public bool Refused { get; } = refused;
}

/// <summary>The file that names the credentials: JSON, strict.</summary>
internal static class CredentialList
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectNullableAnnotations = true,
    };

    /// <exception cref="WrongInputException">It cannot be read, or says something that cannot be.</exception>
    public static IReadOnlyList<Credential> ReadFile(FileInfo file)
    {
        Content content;
        try
        {
            content = JsonSerializer.Deserialize<Content>(File.ReadAllText(file.FullName), Json) ?? throw new JsonException("it is null");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WrongInputException($"--file {file}: {e.Message}");
        }
        catch (JsonException e)
        {
            throw new WrongInputException($"--file {file}:{e.LineNumber + 1}: {e.Message}");
        }

        foreach (var (i, credential) in content.Credentials.Index())
        {
            if (Mistake(credential) is { } mistake)
            {
                throw new WrongInputException($"--file {file}: credentials[{i}] ({credential.Path}) {mistake}");
            }
        }

        return content.Credentials.GroupBy(c => c.Path).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? throw new WrongInputException($"--file {file}: {twice.Key} stands there more than once")
            : content.Credentials;
    }

    /// <summary>A ConfigMap as a folder: one file for each credential, named like it, with the unix seconds of its end.</summary>
    /// <exception cref="WrongInputException">It cannot be read, or a file in it is something else.</exception>
    public static IReadOnlyList<Credential> ReadFolder(DirectoryInfo folder)
    {
        try
        {
            // Kubernetes keeps the files behind links whose names begin with two dots.
            return [.. folder.EnumerateFiles().Where(f => !f.Name.StartsWith("..", StringComparison.Ordinal)).OrderBy(f => f.Name, StringComparer.Ordinal).Select(Read)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WrongInputException($"--folder {folder}: {e.Message}");
        }

        static Credential Read(FileInfo file) =>
            long.TryParse(File.ReadAllText(file.FullName).Trim(), System.Globalization.CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 253_402_300_800
                ? new Credential { Path = file.Name, ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(seconds) }
                : throw new WrongInputException($"--folder: {file} does not hold the unix seconds of an end");
    }

    private static string? Mistake(Credential credential)
    {
        var ways = new object?[] { credential.MintedAt, credential.ExpiresAt, credential.Jwt, credential.GitHub, credential.Vault }.Count(w => w is not null);
        return credential.Path.Length == 0 ? "has an empty path"
            : ways != 1 ? "needs exactly one of minted_at (with ttl_days), expires_at, jwt, github, vault"
            : (credential.MintedAt is null) != (credential.TtlDays is null) ? "needs minted_at and ttl_days together"
            : credential.MintedAt is <= 0 or > 253_402_300_800 || credential.TtlDays is <= 0 or > 36_500 ? "has a minted_at or ttl_days that cannot be"
            : credential.Vault is { Url: null } ? "needs vault.url"
            : (credential.GitHub?.Url ?? credential.Vault?.Url) is { } url && !(url.IsAbsoluteUri && url.Scheme is "http" or "https") ? $"has {url}, which is no http(s) address"
            : ((SecretPlace?)credential.Jwt ?? (SecretPlace?)credential.GitHub ?? credential.Vault) is { } place && (place.Env is null) == (place.File is null) ? "needs env or file, which say where the secret stands"
            : null;
    }

    private sealed record Content
    {
        public required IReadOnlyList<Credential> Credentials { get; init; }
    }
}
