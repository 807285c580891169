using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Notifier.Folding;

namespace Upgrades.Notifier.Pages;

/// <summary>What a person does about an upgrade now. Pure.</summary>
/// <param name="Urgent">Nothing goes on by itself.</param>
/// <param name="Commands">Lines for a shell.</param>
internal sealed record ToDo(string Words, bool Urgent, IReadOnlyList<string> Commands)
{
    private const string Again = "It is tried again by itself after 1, 6 and 24 h.";

    public static ToDo Of(Dossier dossier) => (dossier.Summary.State, dossier.Summary.Outcome) switch
    {
        (_, Outcome.Critical) => Critical(dossier.Last<RollbackFailed>()),
        (_, Outcome.RolledBack) => RolledBack(dossier, dossier.Last<UpgradeRolledBack>()),
        (_, Outcome.Aborted) => Aborted(dossier, dossier.Last<UpgradeAborted>()),
        (_, Outcome.Succeeded) => Succeeded(dossier.Last<UpgradeSucceeded>()),
        (_, Outcome.Skipped) => new("Nothing: the stack was left alone, for the reason above.", false, []),
        (UpgradeSummary.Running, _) when dossier.Last<BaselineRecorded>()?.Blocker is not null => new("Nothing was applied. See what runs now, and bring git up to it.", false, []),
        (UpgradeSummary.Running, _) => new("Nothing: it is under way.", false, []),
        _ => new("Nothing: its turn comes. To take it out of the queue:", false, [$"upgrades cancel {dossier.Id}"]),
    };

    private static ToDo Critical(RollbackFailed? e) => e is { Commands.Count: > 0 }
        ? new("Put it right by hand, now. Nothing automatic is left. Run next:", true, e.Commands)
        : new("Put it right by hand, now. Nothing automatic is left.", true, []);

    private static ToDo Succeeded(UpgradeSucceeded? e)
    {
        var unproven = e?.Checks.Where(c => c.Verdict == CheckVerdict.NotProven).Select(c => c.Check).Distinct().ToList() ?? [];
        return unproven.Count == 0
            ? new("Nothing.", false, [])
            : new($"Nothing that must be. Not proven by any check, so have a look when you pass by: {string.Join(", ", unproven)}.", false, []);
    }

    private static ToDo RolledBack(Dossier dossier, UpgradeRolledBack? e) => e?.Cause switch
    {
        FailureCause.Version => new(
            "Nothing at once: the old version runs. This version is not tried again by itself, a newer one is. When what it stumbled over has been put right, allow it again; it comes with its next signal:",
            false, Lift(dossier)),
        FailureCause.Ci => new($"See what CI stumbled over. The version is not held to blame. {Again} Not to wait for that:", false, Retry(dossier)),
        FailureCause.Registry => new($"See whether the registry answers and lets the cluster in. The version is not held to blame. {Again} Not to wait for that:", false, Retry(dossier)),
        FailureCause.Cluster => new($"See what the cluster lacks. The version is not held to blame. {Again} Not to wait for that:", false, Retry(dossier)),
        _ => new($"Look at the evidence: whose fault it was could not be told. {Again} Not to wait for that:", false, Retry(dossier)),
    };

    private static ToDo Aborted(Dossier dossier, UpgradeAborted? e) => e switch
    {
        { Final: true, Cause: not FailureCause.Unknown } => new("Look at what runs now: a person has changed the stack since the version failed.", true, []),
        { Final: true } => new("Nothing more is done by itself: a person has decided it. To have it again:", false, Retry(dossier)),
        { Stage: AbortStage.Backup } => new($"Mend the backup: without one the database is not risked. {Again} Not to wait for that:", true, Retry(dossier)),
        { Stage: AbortStage.Baseline } => new($"Find who else moves this service (Keel, a person, another pipeline), and bring git up to what runs. {Again}", true, Retry(dossier)),
        { Stage: AbortStage.Push } => new($"Let the user of UPGRADES__REPOSITORY__USERNAME push to the branch. {Again} Not to wait for that:", true, Retry(dossier)),
        _ => new($"Nothing at once: the service is as it was. {Again}", false, Retry(dossier)),
    };

    /// <summary>The failed step's versions, as the quarantine has them.</summary>
    private static IReadOnlyList<string> Lift(Dossier dossier) =>
    [
        .. dossier.All<VersionQuarantined>().Take(10).Select(q =>
            $"upgrades quarantine lift {ShellWord.Quote(q.Event.Stack)} {ShellWord.Quote(q.Event.Image)} {ShellWord.Quote(q.Event.Version)}"),
    ];

    /// <summary>One for each image, as second chances are kept.</summary>
    private static IReadOnlyList<string> Retry(Dossier dossier) =>
    [
        .. (dossier.Plan?.Images ?? []).Take(10).Select(i =>
            $"upgrades quarantine retry {ShellWord.Quote(dossier.Summary.Stack)} {ShellWord.Quote(i.Image)} {ShellWord.Quote(i.To)}"),
    ];
}
