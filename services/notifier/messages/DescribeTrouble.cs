using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using static Upgrades.Notifier.Messages.SlackText;

namespace Upgrades.Notifier.Messages;

internal static class DescribeTrouble
{
    public static string Failed(UpgradeFailed e) => string.Concat(
        $":x: *{Describe.Stack(e.Stack)} failed*: {Changes(e.Images, e.Charts)}, seen by {Code(e.Check)}, cause {e.Cause} - {Say(e.Evidence.Summary)}",
        Facts(e.Evidence),
        Block(e.Evidence.LogLines));

    public static string RolledBack(UpgradeRolledBack e) => string.Concat(
        $":leftwards_arrow_with_hook: *{Describe.Stack(e.Stack)} rolled back*: {Code(e.FailedVersion)} did not work, {Code(e.RunningVersion)} runs again",
        $" (undone by {Code(Describe.Short(e.UndoCommit))}) - {Say(e.Reason)}",
        e.DatabaseRestored ? "\n• the database was restored" : "",
        Checks(e.Checks));

    public static string Critical(RollbackFailed e) => string.Concat(
        $":rotating_light: *CRITICAL: {Describe.Stack(e.Stack)} is broken and could not be put back* - {Say(e.Reason)}",
        $"\n• git: {Say(e.GitState)}",
        $"\n• cluster: {Say(e.ClusterState)}",
        $"\n• database: {Say(e.DatabaseState)}",
        e.Commands.Count > 0 ? "\nRun next:" + Block(e.Commands) : "");

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
