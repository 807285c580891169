using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using static Upgrades.Notifier.Messages.SlackText;

namespace Upgrades.Notifier.Messages;

internal static class DescribeTrouble
{
    public static string Failed(UpgradeFailed e) => string.Concat(
        $":x: *{Describe.Stack(e.Stack)} failed*: {Changes(e.Images, e.Charts)}, seen by {Code(e.Check)}, cause {e.Cause} - {Say(e.Evidence.Summary)}",
        Facts(e.Evidence),
        Block(e.Evidence.LogLines),
        $"\n• next: {Next(e)}");

    public static string RolledBack(UpgradeRolledBack e) => string.Concat(
        $":leftwards_arrow_with_hook: *{Describe.Stack(e.Stack)} rolled back*: {Code(e.FailedVersion)} did not work, {Code(e.RunningVersion)} runs again",
        $" (undone by {Code(Describe.Short(e.UndoCommit))}) - {Say(e.Reason)}",
        Restored(e),
        GoodAgain(e.Checks),
        Checks([.. e.Checks.Where(c => c.Verdict != CheckVerdict.Passed)]),
        $"\n• to do: {ToDo(e.Cause)}");

    private static string Restored(UpgradeRolledBack e) => e.Restored is { } data
        ? $"\n• the database was restored: {Code(data.Database)} is as in backup Job {Code(data.BackupJob)}. What was written between {Describe.Time(data.BackupFinishedAt)} and {Describe.Time(data.StartedAt)} ({Describe.Span(data.StartedAt - data.BackupFinishedAt)}) is lost"
        : e.DatabaseRestored ? "\n• the database was restored" : "";

    public static string Aborted(UpgradeAborted e) => string.Concat(
        $":no_entry: *{Describe.Stack(e.Stack)} not upgraded*: given up at {e.Stage} - {Say(e.Reason)}. Git holds {Code(e.VersionInGit)}; nothing was changed by this step.",
        $"\n• to do: {ToDo(e)}");

    public static string Critical(RollbackFailed e) => string.Concat(
        $":rotating_light: *CRITICAL: {Describe.Stack(e.Stack)} is broken and could not be put back* - {Say(e.Reason)}",
        $"\n• git: {Say(e.GitState)}",
        $"\n• cluster: {Say(e.ClusterState)}",
        $"\n• database: {Say(e.DatabaseState)}",
        "\n• nothing more happens by itself",
        e.Commands.Count > 0 ? ". Run next:" + Block(e.Commands) : "");

    public static string GivenUp(SecondChanceDecided e) => string.Concat(
        $":raising_hand: *{Describe.Stack(e.Stack)}: {Code(e.Image)} {Code(e.Version)} is given up*, {e.Attempts} attempts came to nothing. The last one - {Say(e.Reason)}",
        $"\n• to do: mend that, then {Code($"upgrades quarantine retry {e.Stack} {e.Image} {e.Version}")}");

    public static string Faulted(MessageFaulted e) => string.Concat(
        $":rotating_light: *A message could not be handled* and lies in {Code(e.Queue + "_error")}: {Say(e.Error)}",
        $"\n• to do: mend what it says, then {Code($"upgrades replay --from-error {e.Queue}")}");

    public static string Dependency(DependencyFailed e) => string.Concat(
        $":rotating_light: *{Code(e.Service)} cannot use {Code(e.Dependency)}*: {Say(e.Problem)}",
        e.HoldsUpgrades ? "\n• upgrades wait until it works again" : "",
        $"\n• to do: {Say(e.Advice)}");

    /// <summary>In the channel the names are enough of what is as it was.</summary>
    private static string GoodAgain(IReadOnlyList<CheckResult> checks) =>
        checks.Any(c => c.Verdict == CheckVerdict.Passed) ? $"\n• good again: {string.Join(", ", checks.Where(c => c.Verdict == CheckVerdict.Passed).Select(c => Code(c.Check)))}" : "";

    /// <summary>What happens by itself now (DESIGN §5).</summary>
    private static string Next(UpgradeFailed e) => e switch
    {
        { Kind: StepKind.Rollback, InPlace: true } => "its data is put back, where the catalog has that and it was not done before; else a person is needed",
        { Kind: StepKind.Rollback or StepKind.Restore } => "nothing is left that can be done without a person",
        { Kind: StepKind.Upgrade, Evidence.Reason: "OOMKilled" } => "its memory limit is doubled once if it is written in the stack, else the old version is put back",
        { Fix: not null } => "the old version and the old memory limit are put back",
        _ => "the old version is put back",
    };

    /// <summary>Whether and when it is tried again is the analyzer's to say (DESIGN §6.2), in a message of its own.</summary>
    private static string ToDo(FailureCause cause) => cause switch
    {
        FailureCause.Version => "nothing at once, the old version runs. This version is only tried again when somebody asks for it, a newer one by itself",
        FailureCause.Ci => "see what CI stumbled over; the version is not held to blame",
        FailureCause.Registry => "see whether the registry answers and lets the cluster in; the version is not held to blame",
        FailureCause.Cluster => "see what the cluster lacks; the version is not held to blame",
        _ => "look at the evidence: whose fault it was could not be told",
    };

    private static string ToDo(UpgradeAborted e) => e switch
    {
        { Final: true, Cause: not FailureCause.Unknown } => "look at what runs now: a person has changed the stack since the version failed",
        { Final: true } => "nothing: a person has decided it",
        { Stage: AbortStage.Backup } => "mend the backup; without one the database is not risked",
        { Stage: AbortStage.Baseline } => "find who else moves this service (Keel, a person, another pipeline), and bring git up to what runs",
        { Stage: AbortStage.Push } => $"let the user of {Code("UPGRADES__REPOSITORY__USERNAME")} push to the branch",
        _ => "nothing at once: the service is as it was",
    };

    private static string Facts(Evidence evidence)
    {
        List<string> facts = [];
        if (evidence.Pod is not null)
        {
            facts.Add($"pod {Code(evidence.Pod)}{(evidence.Container is null ? "" : $" container {Code(evidence.Container)}")}");
        }

        if (evidence.Reason is not null)
        {
            facts.Add(Code(evidence.Reason));
        }

        if (evidence.ExitCode is { } exitCode)
        {
            facts.Add($"exit code {exitCode}");
        }

        if (evidence.HttpStatus is { } status)
        {
            facts.Add($"HTTP {status}{(evidence.Url is null ? "" : $" from {Code(evidence.Url)}")}");
        }

        return facts.Count == 0 ? "" : "\n• " + string.Join(", ", facts);
    }
}
