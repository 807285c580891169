using System.Text.RegularExpressions;

namespace Upgrades.Analyzer.Forges;

/// <summary>Which repository is meant, on which forge. Nothing says yet that it is there.</summary>
/// <param name="Host">In small letters, with its port where it has one.</param>
/// <param name="Path"><c>owner/name</c>; more parts only elsewhere than on GitHub.</param>
internal sealed partial record ForgeAddress(string Host, string Path)
{
    public const string GitHub = "github.com";
    private const int Longest = 500;
    private const int MostParts = 8;

    /// <summary>What follows a repository's path in addresses of its pages. GitLab puts <c>-</c> before all of them.</summary>
    private static readonly string[] Pages = ["-", "tree", "blob", "src", "releases", "raw", "wiki", "commit", "commits", "tags", "issues", "pulls", "blame"];

    public bool IsOnGitHub => Host == GitHub;

    public override string ToString() => IsOnGitHub ? Path : $"{Host}/{Path}";

    /// <summary>
    /// Reads <c>owner/name</c>, which is GitHub's, an address of a repository or of one of its pages, or one for git over ssh.
    /// </summary>
    /// <returns>Null when it is none of these.</returns>
    public static ForgeAddress? Read(string? written)
    {
        var text = written?.Trim();
        if (text is not { Length: > 0 and <= Longest } || Written().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var host = match.Groups["host"].Value.ToLowerInvariant();
        // A port of ssh is not where pages and programs' interfaces are.
        host = match.Groups["scheme"].Value is "ssh" or "git" ? host.Split(':')[0] : host;
        host = host is "" or "www.github.com" ? GitHub : host;
        var parts = match.Groups["path"].Value.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (match.Groups["host"].Value.Length == 0 && (parts.Length != 2 || !Owner().IsMatch(parts[0])))
        {
            return null;
        }

        var page = Array.FindIndex(parts, p => Array.IndexOf(Pages, p) >= 0);
        parts = page >= 2 ? parts[..page] : parts;
        parts[^1] = parts[^1].EndsWith(".git", StringComparison.Ordinal) ? parts[^1][..^".git".Length] : parts[^1];
        return parts.Length is >= 2 and <= MostParts && (host != GitHub || parts.Length == 2) && parts.All(p => Part().IsMatch(p) && p.Trim('.').Length > 0)
            ? new ForgeAddress(host, string.Join('/', parts)) : null;
    }

    [GeneratedRegex(@"\A(?:(?:(?:git\+)?(?<scheme>https?|ssh|git)://(?:[^/@\s]{1,100}@)?|git@)(?<host>[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?(?::[0-9]{1,5})?)[/:])?(?<path>[^\s?#:@]{3,400})(?:[?#][^\s]*)?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Written();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9-]{0,38}\z")]
    private static partial Regex Owner();

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,100}\z")]
    private static partial Regex Part();
}
