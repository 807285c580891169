using System.Text.RegularExpressions;

namespace Upgrades.Verifier.Ci;

/// <summary>
/// Which repository on which forge, however it is reached: <c>https://forge.example/infra/home.git</c> and
/// <c>git@forge.example:infra/home</c> are the same.
/// </summary>
internal sealed partial record CloneAddress(string Host, string Path)
{
    /// <returns>Null: it is no address of a repository.</returns>
    public static CloneAddress? Parse(string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Host.Length > 0)
        {
            return Of(uri.Host, uri.AbsolutePath);
        }

        return ScpLike().Match(text) is { Success: true } scp ? Of(scp.Groups["host"].Value, scp.Groups["path"].Value) : null;
    }

    public override string ToString() => $"{Host}/{Path}";

    /// <summary>Forges do not tell names apart by their case.</summary>
    private static CloneAddress? Of(string host, string path)
    {
        var name = path.Trim('/').ToLowerInvariant();
        name = name.EndsWith(".git", StringComparison.Ordinal) ? name[..^4] : name;
        return name.Length == 0 ? null : new CloneAddress(host.ToLowerInvariant(), name);
    }

    [GeneratedRegex(@"\A(?:[^@/:]+@)?(?<host>[^@/:]+):(?<path>[^:]+)\z")]
    private static partial Regex ScpLike();
}
