using Upgrades.Analyzer.Registry;
using Upgrades.Analyzer.Releases;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Planning;

/// <summary>What all stacks of one update have in common while it is planned.</summary>
/// <param name="Wanted">The canonical image with the tag it should have.</param>
internal sealed record StackWork(UpdateRequest Update, ImageReference Wanted, RepositoryHead Head, IReadOnlyCollection<QuarantinedVersion> Quarantine, IOutside Outside)
{
    public StackOutcome.Skipped Skip(string stack, string? from, SkipReason reason, string detail) =>
        new(UpdatePlan.Skipped(Update, Wanted.Name, stack, from, reason, detail));
}

/// <summary>The update of an image that a chart brings.</summary>
/// <param name="Digest">What the tag names; null when it was not looked up.</param>
/// <param name="Remark">How the chart's version was found, for the reader.</param>
internal sealed record ManagedImage(UpdateRequest Update, ImageReference Wanted, string? Digest, string Remark);

/// <summary>What all stacks of one chart's new version have in common while it is planned.</summary>
/// <param name="Managed">Null when the chart itself was asked for.</param>
internal sealed record ChartWork(
    ChartRequest Chart, RepositoryHead Head, IReadOnlyCollection<QuarantinedVersion> Quarantine, IOutside Outside, ManagedImage? Managed = null)
{
    public StackOutcome.Skipped Skip(string? stack, string? from, SkipReason reason, string detail) => new(
        Managed is { } image ? UpdatePlan.Skipped(image.Update, image.Wanted.Name, stack, from, reason, detail) : new UpgradeSkipped
        {
            UpdateIds = Chart.UpdateIds,
            Stack = stack,
            Image = Chart.Name.ToString(),
            From = from,
            To = Chart.Version,
            Reason = reason,
            Detail = detail,
        });
}

/// <summary>What became of one stack.</summary>
internal abstract record StackOutcome
{
    private StackOutcome()
    {
    }

    /// <param name="Notes">What was read on the way; null: there was nothing to read.</param>
    public sealed record Planned(UpgradePlanned Plan, IReadOnlyList<ReleaseNote>? Notes = null) : StackOutcome;

    public sealed record Skipped(UpgradeSkipped Skip) : StackOutcome;
}

internal static class OutsideImages
{
    /// <returns>Why one of these is not there for the cluster's platform; null when all are.</returns>
    public static async Task<string?> MissingAsync(this IOutside outside, IEnumerable<ImageChange> images, CancellationToken cancellationToken)
    {
        foreach (var change in images)
        {
            if (await outside.LookUpAsync(ImageReference.Parse(change.Image), change.To, cancellationToken) is TagLookup.Missing missing)
            {
                return missing.Detail;
            }
        }

        return null;
    }
}
