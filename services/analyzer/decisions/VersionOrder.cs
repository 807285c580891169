using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Decisions;

/// <summary>May a version follow another? The same for tags of images and versions of charts.</summary>
internal static class VersionOrder
{
    private static readonly SkipReason[] MostTelling =
    [
        SkipReason.WouldDowngrade, SkipReason.NotComparable, SkipReason.IgnoredByTerraform, SkipReason.DigestNotPinned, SkipReason.Unpinned, SkipReason.AlreadyCurrent,
        SkipReason.Unresolved,
    ];

    /// <returns>What stands against going from one to the other; null when nothing does.</returns>
    public static (SkipReason Reason, string Detail)? Against(string from, string to) => TagComparison.Compare(AsTag(from), AsTag(to)) switch
    {
        TagOrder.Same => (SkipReason.AlreadyCurrent, $"{from} and {to} are the same version"),
        TagOrder.Older => (SkipReason.WouldDowngrade, $"{to} is older than {from}"),
        TagOrder.Incomparable => (SkipReason.NotComparable, $"{to} has another shape than {from}: no order exists between them"),
        _ when TagComparison.IsPrerelease(AsTag(to)) && !TagComparison.IsPrerelease(AsTag(from)) => (SkipReason.NotComparable, $"{to} is a prerelease, {from} is none"),
        _ => null,
    };

    public static bool IsNewer(string current, string candidate) => TagComparison.Compare(AsTag(current), AsTag(candidate)) == TagOrder.Newer;

    /// <summary>Of several places in a stack the reason of the one is told that a person most wants to know.</summary>
    public static int Rank(SkipReason reason) => Array.IndexOf(MostTelling, reason);

    /// <summary>As Helm pushes a chart to an OCI registry: no tag holds a <c>+</c>.</summary>
    private static string AsTag(string version) => version.Replace('+', '_');
}
