using System.Text.Json.Serialization;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Newest;

/// <summary>The first part of a version that differs.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<VersionDistance>))]
public enum VersionDistance
{
    [JsonStringEnumMemberName("major")] Major,
    [JsonStringEnumMemberName("minor")] Minor,
    [JsonStringEnumMemberName("patch")] Patch,
    /// <summary>The same version, packed anew: <c>4.6.3-r1</c> and <c>4.6.3-r2</c>.</summary>
    [JsonStringEnumMemberName("rebuild")] Rebuild,
}

/// <summary>
/// The newest of many versions that an update could go to. The same order and the same refusals as <see cref="Decisions.VersionOrder"/> has, over
/// lists of tens of thousands; and who runs a prerelease stays on its channel: from <c>2.0.0-rc.1</c> to <c>rc.2</c> and releases, not to <c>2.1.0-alpha.1</c>.
/// </summary>
internal static class NewestVersion
{
    /// <returns>As it is spelled among the candidates; null when none is newer.</returns>
    public static string? Of(string current, IEnumerable<string> candidates)
    {
        if (Parse(current) is not { } from)
        {
            return null;
        }

        string? newest = null;
        var best = from;
        foreach (var candidate in candidates)
        {
            if (Parse(candidate) is { } version && version.Shape == from.Shape && version.CompareTo(best) > 0 && IsOnChannel(version, from))
            {
                (newest, best) = (candidate, version);
            }
        }

        return newest;
    }

    /// <summary>Both of one shape.</summary>
    public static VersionDistance Distance(string current, string newest)
    {
        var (from, to) = (Parse(current), Parse(newest));
        var same = from is null || to is null ? 0 : from.Parts.Zip(to.Parts).TakeWhile(p => p.First.TrimStart('0') == p.Second.TrimStart('0')).Count();
        return same == from?.Parts.Count && from.Prerelease is null ? VersionDistance.Rebuild
            // A build number or a date alone has no major part.
            : from is { Parts.Count: 1 } ? VersionDistance.Patch
            : same switch { 0 => VersionDistance.Major, 1 => VersionDistance.Minor, _ => VersionDistance.Patch };
    }

    private static bool IsOnChannel(TagVersion candidate, TagVersion from) => candidate.Prerelease is null || candidate.Prerelease.Label == from.Prerelease?.Label;

    /// <summary>No tag holds a <c>+</c>; a chart's version may.</summary>
    private static TagVersion? Parse(string version) => TagVersion.TryParse(version.Replace('+', '_'), out var parsed) ? parsed : null;
}
