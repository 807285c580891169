using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Executor.Decisions;

/// <summary>A memory limit that is raised so that a step need not be undone (DESIGN §6.4).</summary>
/// <param name="After">The commit of the step that it mends.</param>
internal sealed record PlannedFix(int Step, MemoryFix Limit, IReadOnlyList<SiteEdit> Edits, string After)
{
    private const string OutOfMemory = "OOMKilled";

    /// <summary>Only a step forward is mended, and only once in an upgrade: what needs more than twice its memory needs a person.</summary>
    public static bool IsFor(UpgradeFailed failure, UpgradeRow row) =>
        failure is { Kind: StepKind.Upgrade, Evidence: { Reason: OutOfMemory, Container: not null } } && row.Fix is null;
}
