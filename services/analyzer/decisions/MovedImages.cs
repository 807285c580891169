using Upgrades.Analyzer.Planning;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Analyzer.Decisions;

/// <summary>Images that share an edited literal move together, also those nobody asked for: none of them may be one that must not move.</summary>
internal static class MovedImages
{
    /// <param name="force">A person wants it: overrides quarantine, nothing else.</param>
    /// <param name="asked">The image or chart that the update is about.</param>
    /// <returns>What stands against moving all of these; null when nothing does.</returns>
    public static (SkipReason Reason, string Detail)? Against(
        string stack, IReadOnlyList<ImageChange> moved, bool force, string asked, Catalog catalog, IReadOnlyCollection<QuarantinedVersion> quarantine, AnalyzerOptions options)
    {
        foreach (var change in moved.Where(m => m.Image != asked))
        {
            var image = ImageReference.Parse(change.Image).WithTag(change.To);
            var why = ForbiddenImage.Reason(image, change.To, options) is { } forbidden ? (SkipReason.ForbiddenImage, forbidden)
                : catalog.SkippedBy(image) is { } pattern ? (SkipReason.SkipPattern, $"skip_image_patterns has {pattern}")
                : change.Digest is not null ? (SkipReason.Unresolved, "it pins a digest, which would stay behind")
                : TagComparison.Compare(change.From, change.To) != TagOrder.Newer ? (SkipReason.NotComparable, $"it would go from {change.From} to {change.To}")
                : ((SkipReason Reason, string Detail)?)null;
            if (why is { } reason)
            {
                return (reason.Reason, $"{change.Image} shares the version with {asked}, and {reason.Detail}");
            }
        }

        return Failed(stack, MovedVersion.Of(moved, []), force, quarantine) is { } failed ? (SkipReason.Quarantined, failed) : null;
    }

    /// <returns>Which of these versions is quarantined; null when none is, or when a person forces it.</returns>
    public static string? Failed(string stack, IEnumerable<MovedVersion> moved, bool force, IReadOnlyCollection<QuarantinedVersion> quarantine) =>
        !force && moved.FirstOrDefault(m => quarantine.Contains(new QuarantinedVersion(stack, m.Subject, m.To))) is { } failed
            ? $"{failed.Subject}:{failed.To} failed for this stack before; it is tried again only when a person says so"
            : null;
}
