using System.Text.RegularExpressions;
using Upgrades.Analyzer.Releases;

namespace Upgrades.Analyzer.Security;

/// <summary>
/// Which packages of a repository's advisories are the image's. Maintainers call one thing <c>open-webui</c>, <c>openwebui</c>,
/// <c>ghcr.io/open-webui/open-webui</c> or <c>github.com/traefik/traefik/v3</c>: the last part is compared, by letters and digits alone.
/// </summary>
internal sealed partial record PackageNames(IReadOnlySet<string> Names)
{
    /// <param name="repository"><c>owner/name</c>.</param>
    public static PackageNames Of(ReleaseRange range, string? repository) => new(
        ((string?[])[range.Image?.Path, range.To.Component, repository]).OfType<string>().Select(Last).Where(n => n.Length > 0).ToHashSet(StringComparer.Ordinal));

    /// <summary>A package without a name is the project as such.</summary>
    public bool Fit(string? package) => string.IsNullOrWhiteSpace(package) || Names.Contains(Last(package));

    private static string Last(string name) => string.Concat(
        GoMajor().Replace(name.Length <= 300 ? name.Trim() : "", "").TrimEnd('/').Split('/')[^1].Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    [GeneratedRegex(@"/v[0-9]{1,3}\z")]
    private static partial Regex GoMajor();
}
