using System.Text.RegularExpressions;

namespace Upgrades.Repository;

/// <summary>What kind of place a git URL names.</summary>
public static partial class RemoteAddress
{
    public static bool IsHttp(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    public static bool IsSsh(string url) =>
        ScpLike().IsMatch(url) || (Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme == "ssh");

    /// <summary>libgit2's local transport ignores hooks and can overwrite somebody else's commit (DESIGN §6.4): never pushed to.</summary>
    public static bool IsLocal(string url) =>
        !ScpLike().IsMatch(url) && (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.IsFile);

    /// <summary>Host and path without user, scheme and <c>.git</c>.</summary>
    public static string IdentityOf(string url)
    {
        var scp = ScpLike().Match(url);
        var text = scp.Success ? $"{scp.Groups["host"].Value}/{scp.Groups["path"].Value}"
            : Uri.TryCreate(url, UriKind.Absolute, out var uri) && !uri.IsFile ? uri.Authority[(uri.Authority.IndexOf('@', StringComparison.Ordinal) + 1)..] + uri.AbsolutePath
            : url;
        text = text.TrimEnd('/');
        return text.EndsWith(".git", StringComparison.Ordinal) ? text[..^4] : text;
    }

    /// <summary><c>git@host:path</c>, as scp(1) writes it.</summary>
    [GeneratedRegex(@"\A(?:(?<user>[^@/\s]+)@)?(?<host>[^:/\s]{2,}):(?!//)(?<path>.+)\z")]
    internal static partial Regex ScpLike();
}
