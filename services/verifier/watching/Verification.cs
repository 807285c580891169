using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Verifier.Decisions;

namespace Upgrades.Verifier.Watching;

/// <summary>A commit under watch, with everything a look at it needs.</summary>
/// <param name="Baseline">Null when the state before was never recorded here.</param>
/// <param name="WasBlind">The last looks failed because something could not be asked.</param>
internal sealed record Verification(string Id, UpgradeApplied Message, Progress Progress, Baseline? Baseline, bool WasBlind)
{
    /// <summary>A rollback is judged by what runs, whatever CI says (DESIGN §6.5).</summary>
    public bool IsRollback => Message.Kind is StepKind.Rollback or StepKind.Restore;

    public static Verification Of(VerificationRow row, UpgradeApplied message, Baseline? baseline) =>
        new(row.Id, message, StoredJson.Read<Progress>(row.Progress), baseline, row.Attempts > 0);
}
