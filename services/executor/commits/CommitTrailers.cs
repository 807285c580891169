using Upgrades.Contracts.Events;
using Upgrades.Executor.Decisions;

namespace Upgrades.Executor.Commits;

/// <summary>What a commit of ours says about itself for programs: it is found again by the first, and read by the rest (DESIGN §6.4).</summary>
internal static class CommitTrailers
{
    public const string UpgradeId = "Upgrade-Id";

    public static IReadOnlyList<(string Key, string Value)> Of(UpgradePlanned plan, StepChange change) =>
    [
        (UpgradeId, change.Trailer(plan.UpgradeId)),
        ("Stack", plan.Stack),
        ("From", change.From),
        ("To", change.To),
        ("Step", $"{change.Number}/{change.Count}"),
        ("Kind", change.Kind.ToString()),
        ("Window", plan.Window.ToString("c")),
    ];
}
