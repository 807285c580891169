using Upgrades.Contracts.Events;

namespace Upgrades.Standalone.Chaos;

internal enum OutcomeKind { Succeeded, RolledBack, Aborted, RollbackFailed, Skipped }

/// <summary>What became of an upgrade.</summary>
/// <param name="Step">The last step good, or the one that was not.</param>
internal sealed record Outcome(Guid UpgradeId, string Stack, OutcomeKind Kind, int Step)
{
    /// <summary>Null for any other event.</summary>
    public static Outcome? Of(object message) => message switch
    {
        UpgradeSucceeded e => new Outcome(e.UpgradeId, e.Stack, OutcomeKind.Succeeded, e.Step),
        UpgradeRolledBack e => new Outcome(e.UpgradeId, e.Stack, OutcomeKind.RolledBack, e.Step),
        UpgradeAborted e => new Outcome(e.UpgradeId, e.Stack, OutcomeKind.Aborted, e.Step),
        RollbackFailed e => new Outcome(e.UpgradeId, e.Stack, OutcomeKind.RollbackFailed, e.Step),
        UpgradeSkipped { UpgradeId: { } id } e => new Outcome(id, e.Stack ?? "", OutcomeKind.Skipped, 0),
        _ => null,
    };

    /// <summary>Do these words, as a person reads them in the channel, say it?</summary>
    public bool IsToldBy(string words) => words.Contains($"`{Stack}`", StringComparison.Ordinal) && words.Contains(Kind switch
    {
        OutcomeKind.Succeeded => " upgraded*",
        OutcomeKind.RolledBack => " rolled back*",
        OutcomeKind.Aborted => " not upgraded*",
        OutcomeKind.RollbackFailed => "CRITICAL",
        _ => "nothing done",
    }, StringComparison.Ordinal);

    public override string ToString() => $"{Stack} {Kind} (step {Step}, upgrade {UpgradeId})";
}
