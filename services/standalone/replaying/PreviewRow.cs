using Upgrades.Analyzer.Planning;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Standalone.Following;

namespace Upgrades.Standalone.Replaying;

/// <summary>What an update would do, as far as that is known before it is sent.</summary>
/// <param name="Plan">Null: not planned, as nobody said where the repository is, or as another system did not answer (<paramref name="Unplanned"/>).</param>
/// <param name="Built">When the version was built; null where nobody says so.</param>
internal sealed record PreviewRow(WantedUpdate Update, UpdatePlan? Plan = null, string? Unplanned = null, DateTimeOffset? Built = null)
{
    /// <summary>It is known that nothing would happen. What git holds already may be on its way still, and is not meant.</summary>
    public bool DoesNothing => Plan is { Plans.Count: 0 } && !IsThere;

    /// <summary>Git holds it already.</summary>
    public bool IsThere => Plan is { Plans.Count: 0, Skips.Count: > 0 } && Plan.Skips.All(s => s.Reason == SkipReason.AlreadyCurrent);

    /// <summary>Stacks, in a few words.</summary>
    public string Service => Plan is null ? "" : string.Join(", ", Plan.Plans.Select(p => p.Stack).Distinct());

    public string From => Plan is null ? "" : string.Join(", ", Plan.Plans.Select(p => VersionMove.Of(p.Images, p.Charts).From).Distinct());

    public string To => Plan is not { Plans.Count: > 0 } ? Update.Message.Tag : string.Join(", ", Plan.Plans.Select(p => VersionMove.Of(p.Images, p.Charts).To).Distinct());

    /// <summary>The worst of its plans; null where there is none.</summary>
    public Risk? Risk => Plan?.Plans.Select(p => (Risk?)p.Risk).MaxBy(r => ReplayOrder.Rank(r));
}
