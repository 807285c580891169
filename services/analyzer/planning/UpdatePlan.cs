using Upgrades.Analyzer.Releases;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Planning;

/// <summary>What an update leads to, stack by stack.</summary>
public sealed record UpdatePlan
{
    public IReadOnlyList<UpgradePlanned> Plans { get; init; } = [];

    public IReadOnlyList<UpgradeSkipped> Skips { get; init; } = [];

    /// <summary>The notes that plans were made from, by upgrade: too long to go along with them.</summary>
    internal IReadOnlyDictionary<Guid, IReadOnlyList<ReleaseNote>> Notes { get; init; } = new Dictionary<Guid, IReadOnlyList<ReleaseNote>>();

    internal static UpdatePlan Of(IReadOnlyCollection<StackOutcome> outcomes) => new()
    {
        Plans = [.. outcomes.OfType<StackOutcome.Planned>().Select(o => o.Plan)],
        Skips = [.. outcomes.OfType<StackOutcome.Skipped>().Select(o => o.Skip)],
        Notes = outcomes.OfType<StackOutcome.Planned>().Where(o => o.Notes is { Count: > 0 }).DistinctBy(o => o.Plan.UpgradeId).ToDictionary(o => o.Plan.UpgradeId, o => o.Notes!),
    };

    /// <summary>One reason for all stacks.</summary>
    internal static UpdatePlan Skip(UpdateRequest update, string image, SkipReason reason, string detail) =>
        new() { Skips = [Skipped(update, image, stack: null, from: null, reason, detail)] };

    internal static UpgradeSkipped Skipped(UpdateRequest update, string image, string? stack, string? from, SkipReason reason, string detail) => new()
    {
        UpdateIds = update.UpdateIds,
        Stack = stack,
        Image = image,
        From = from,
        To = update.Tag,
        Reason = reason,
        Detail = detail,
    };
}
