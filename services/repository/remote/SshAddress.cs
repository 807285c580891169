namespace Upgrades.Repository.Remote;

/// <summary>Where an ssh URL leads: <c>ssh://git@host:22/path</c>, or <c>git@host:path</c> as scp writes it.</summary>
/// <param name="Port">Null: whatever ssh takes.</param>
/// <param name="Path">As the server's git gets it.</param>
internal sealed record SshAddress(string Host, string? User, int? Port, string Path)
{
    /// <exception cref="RepositoryUnavailableException">A part of it could be read as something else by ssh.</exception>
    public static SshAddress Of(string url)
    {
        var address = Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme == "ssh" ? OfUri(uri) : OfScp(url);
        return address is { Host.Length: > 0, Path.Length: > 1 } && !address.Host.StartsWith('-') && address.User?.StartsWith('-') != true
            ? address
            : throw new RepositoryUnavailableException($"{url} is no address for git over ssh (UPGRADES__REPOSITORY__URL)");
    }

    /// <summary>What the server's shell runs; the path is quoted for it.</summary>
    public string Command(string service) => $"{service} '{Path.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static SshAddress OfUri(Uri uri)
    {
        var path = Uri.UnescapeDataString(uri.AbsolutePath);
        // As git does: below somebody's home when it says so.
        return new SshAddress(
            uri.Host,
            uri.UserInfo is { Length: > 0 } user ? Uri.UnescapeDataString(user) : null,
            uri.Port > 0 ? uri.Port : null,
            path.StartsWith("/~", StringComparison.Ordinal) ? path[1..] : path);
    }

    private static SshAddress? OfScp(string url) => RemoteAddress.ScpLike().Match(url) is { Success: true } match
        ? new SshAddress(match.Groups["host"].Value, match.Groups["user"] is { Success: true } user ? user.Value : null, null, match.Groups["path"].Value)
        : null;
}
