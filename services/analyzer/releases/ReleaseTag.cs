using System.Text.RegularExpressions;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Releases;

/// <summary>
/// The name of a release taken apart (<c>reference/github.md</c>, "Tag naming"): <c>n8n@1.90.0</c>, <c>version/2026.2.2</c>,
/// <c>REL-9_1</c>, <c>docker/4.10.0-r1</c>, <c>nextcloud-6.6.4</c>, <c>v5.0.2</c>.
/// </summary>
/// <param name="Component">What is released, in small letters: <c>n8n</c>, <c>version</c>, <c>rel</c>; empty for <c>v5.0.2</c>.</param>
internal sealed partial record ReleaseTag(string Component, ReleaseVersion Version)
{
    private const int Longest = 200;

    /// <returns>Null when there is no version in it.</returns>
    public static ReleaseTag? Parse(string? name)
    {
        if (name is not { Length: > 0 and <= Longest })
        {
            return null;
        }

        var cut = name.LastIndexOfAny(['/', '@']) + 1;
        var scope = name[..cut].TrimEnd('/', '@');
        var own = name[cut..].Split('+')[0];
        own = Underscored().IsMatch(own) ? own.Replace('_', '.') : own;
        if (!TagVersion.TryParse(own, out var version))
        {
            return null;
        }

        var prefix = Separator().Replace(version.Prefix, "");
        var component = prefix.Length > 0 ? prefix : scope[(scope.LastIndexOfAny(['/', '@']) + 1)..];
        return new ReleaseTag(component.ToLowerInvariant(), new ReleaseVersion(version));
    }

    [GeneratedRegex(@"\A[A-Za-z]*[-_]?[0-9]+(_[0-9]+)+\z")]
    private static partial Regex Underscored();

    /// <summary>Between the component and its version: <c>-</c>, <c>.</c>, <c>-v</c>, or <c>v</c> alone.</summary>
    [GeneratedRegex(@"(?:^|[-_.])[vV]?\z|[-_.]+\z")]
    private static partial Regex Separator();
}
