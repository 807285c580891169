using Upgrades.Contracts.Events;
using Upgrades.Executor.Backups;

namespace Upgrades.Executor.Decisions;

/// <summary>What a person is told and runs when nothing automatic is left.</summary>
internal static class StuckRollback
{
    /// <summary>All but <c>GitState</c>, <c>Reason</c> and <c>Commands</c>, which differ by where the undo got stuck.</summary>
    /// <param name="change">The step back.</param>
    /// <param name="failure">The newest failure.</param>
    public static RollbackFailed Explain(UpgradePlanned plan, StepChange change, UpgradeFailed failure, BackupRow? backup) => new()
    {
        UpgradeId = plan.UpgradeId,
        Stack = plan.Stack,
        Step = change.Number,
        Cause = failure.Cause,
        Images = change.Images,
        Charts = change.Charts,
        Reason = "",
        GitState = "",
        ClusterState = ClusterState(failure),
        DatabaseState = DatabaseState(plan, backup),
        Commands = [],
    };

    /// <summary>To be copied into a shell: names come from messages, so they are quoted.</summary>
    /// <param name="commits">Commits worth reading; null: there is none.</param>
    public static IReadOnlyList<string> Commands(UpgradePlanned plan, StepChange change, UpgradeFailed failure, BackupRow? backup, IEnumerable<string?> commits)
    {
        var files = string.Join(' ', change.Edits.Select(e => Quote(e.File)).Distinct());
        List<string> commands =
        [
            $"git log -5 --oneline -- {files}",
            .. commits.OfType<string>().Select(c => $"git show {Quote(c)}"),
        ];
        foreach (var space in plan.Namespaces.Select(Quote))
        {
            commands.Add($"kubectl -n {space} get pods -o wide");
            commands.Add($"kubectl -n {space} get events --sort-by=.lastTimestamp");
            if (failure.Evidence.Pod is { } pod)
            {
                var container = failure.Evidence.Container is { } name ? $" -c {Quote(name)}" : "";
                commands.Add($"kubectl -n {space} logs {Quote(pod)}{container} --tail=100");
                commands.Add($"kubectl -n {space} logs {Quote(pod)}{container} --tail=100 --previous");
            }
        }

        if (backup is { State: BackupState.Complete })
        {
            commands.Add($"kubectl -n {Quote(backup.Namespace)} logs job/{backup.Job}    # where the backup was written to");
            commands.Add($"kubectl -n {Quote(backup.Namespace)} get job {backup.Job} -o yaml    # image, host and volume to restore from, for 24 h");
        }

        return commands;
    }

    private static string ClusterState(UpgradeFailed failure)
    {
        var evidence = failure.Evidence;
        var parts = new[]
        {
            evidence.Summary,
            evidence.Pod is null ? null : $"pod {evidence.Pod}" + (evidence.Container is null ? "" : $", container {evidence.Container}"),
            evidence.Reason,
            evidence.ExitCode is { } code ? $"exit code {code}" : null,
            evidence.HttpStatus is { } status ? $"HTTP {status}" : null,
            evidence.Url,
        };
        return string.Join("; ", parts.Where(p => !string.IsNullOrEmpty(p)).Distinct());
    }

    private static string DatabaseState(UpgradePlanned plan, BackupRow? backup) => backup switch
    {
        { State: BackupState.Complete, FinishedAt: { } at } =>
            $"not restored; backup Job {backup.Namespace}/{backup.Job} completed at {DateTimeOffset.FromUnixTimeMilliseconds(at):u}, before the first step",
        _ when plan.Backup is null => "no backup was taken: none was planned",
        _ => "no backup was taken",
    };

    private static string Quote(string text) =>
        text.Length > 0 && text[0] != '-' && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '/' or '@' or ':' or '-')
            ? text : "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
