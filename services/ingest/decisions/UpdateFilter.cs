using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Ingest.Decisions;

/// <summary>What is none of our business, in the order in which an operator would want to hear it.</summary>
internal static class UpdateFilter
{
    /// <returns>Why the signal is left alone; null when it passes.</returns>
    public static string? Reason(Signal signal, IngestOptions options)
    {
        if (!signal.Force && !Passes(signal))
        {
            return $"status \"{signal.Status}\" is no new version{(signal.Form == SignalForm.Entry ? " (only \"update\" passes in this form)" : "")}";
        }

        if (string.IsNullOrEmpty(signal.Image.Tag))
        {
            return "the image has no tag";
        }

        if (signal.Image.Tag == "latest")
        {
            return "\"latest\" names no version";
        }

        return First("database", [.. NeverUpgraded.Databases, .. options.MoreDatabases], signal.Image)
            ?? First("own image", options.OwnImages, signal.Image)
            ?? First("infrastructure image", [.. NeverUpgraded.Infrastructure, .. options.MoreInfrastructure], signal.Image)
            ?? First("DIUN's own test", ["diun/testnotif"], signal.Image);
    }

    /// <summary>
    /// DIUN reports a new version tag as <c>new</c> and a new digest of the same tag as <c>update</c>; who fires the
    /// <c>diun_entry_*</c> form by hand says <c>update</c> for both.
    /// </summary>
    private static bool Passes(Signal signal) => signal.Form == SignalForm.Entry ? signal.Status == "update" : signal.Status is "new" or "update";

    private static string? First(string kind, IEnumerable<string> patterns, ImageReference image) =>
        patterns.FirstOrDefault(pattern => Glob.Matches(pattern, image)) is { } pattern ? $"{kind} ({pattern})" : null;
}
