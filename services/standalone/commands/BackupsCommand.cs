using System.CommandLine;
using System.Globalization;

namespace Upgrades.Standalone.Commands;

/// <summary><c>upgrades backups</c>: what is backed up how, what was last proven, and what could be put back.</summary>
internal static class BackupsCommand
{
    /// <param name="environment">In place of the environment.</param>
    public static Command Create(Func<string, string?>? environment = null)
    {
        var to = new OperatorArguments(environment);
        var stack = new Option<string?>("--stack") { Description = "Only this one, with what proved its last backup." };
        var command = to.AddTo(new Command("backups",
            """
            Shows for each stack with data how it is backed up before an upgrade, when that
            was last done and proven, and what a rollback could put back.

            The times are of backups that upgrades have made; the CronJobs' own schedules
            are not seen here. Exit code 1 when a stack's newest backup failed or nothing
            backs it up, 3 when no stack has data.

            Examples:
              upgrades backups
              upgrades backups --stack immich
              upgrades backups --json | jq '.[] | select(.last == null) | .stack'
            """) { stack });
        command.SetAction((parsed, cancellationToken) => to.RunAsync(
            parsed, OperatorArguments.Executor, (client, output, ct) => ShowAsync(client, parsed.GetValue(stack), to.WantsJson(parsed), output, ct), cancellationToken));
        return command;
    }

    private static async Task<int> ShowAsync(OperatorClient client, string? stack, bool json, TextWriter output, CancellationToken cancellationToken)
    {
        var answer = await client.SendAsync(HttpMethod.Get, "operator/executor/backups", body: null, cancellationToken);
        var stacks = answer.As<StackBackup[]>().Where(s => stack is null || s.Stack == stack).ToList();
        if (json)
        {
            await output.WriteLineAsync(answer.ToString());
        }
        else if (stacks.Count == 0)
        {
            await output.WriteLineAsync(stack is null ? "The catalog knows of no stack with data." : $"The catalog knows of no data of {Terminal.Harmless(stack)}.");
        }
        else if (stack is not null)
        {
            await output.WriteFactsAsync([.. Facts(stacks[0])]);
        }
        else
        {
            ConsoleTable.Write(output, ["stack", "database", "backed up by", "last (UTC)", "size", "proven by", "put back"], stacks.Select(s => (IReadOnlyList<string>)
                [s.Stack, s.Database ?? "", By(s), Last(s), Size(s.Last?.Bytes), string.Join(", ", s.Proofs), s.Restore]));
        }

        return stacks.Count == 0 ? UsageExitCode.NothingToDo : stacks.Exists(s => s.CronJob is null || s.LastFailed is not null) ? UsageExitCode.Problems : 0;
    }

    private static IEnumerable<(string Name, string Value)> Facts(StackBackup s) =>
    [
        ("stack", s.Stack),
        ("database", s.Database ?? "not known"),
        ("backed up by", By(s)),
        ("last", s.Last is null ? "none yet" : $"{OperatorText.Utc(s.Last.At)} UTC, Job {s.Last.Job}{(s.Last.Bytes is null ? "" : $", {Size(s.Last.Bytes)}")}"),
        .. s.Last?.Said.Select((line, i) => (i == 0 ? "proven" : "", line)) ?? [],
        .. s.LastFailed is { } failed ? [("failed since", $"{OperatorText.Utc(failed.At)} UTC, Job {failed.Job}: {string.Join("; ", failed.Said)}")] : Array.Empty<(string, string)>(),
        ("put back", s.Restore),
    ];

    private static string By(StackBackup s) => s.CronJob is null ? "nothing" : $"{s.Namespace}/{s.CronJob}{(s.Shared ? ", shared" : "")}";

    private static string Last(StackBackup s) => s.LastFailed is { } failed ? $"FAILED {OperatorText.Utc(failed.At)}" : s.Last is null ? "none yet" : OperatorText.Utc(s.Last.At);

    private static string Size(long? bytes) => bytes is { } b ? string.Create(CultureInfo.InvariantCulture, $"{b / 1024.0 / 1024.0:0.#} MiB") : "";

    private sealed record StackBackup(
        string Stack, string? Namespace, string? CronJob, bool Shared, string? Database, IReadOnlyList<string> Proofs, string Restore, MadeBackup? Last, MadeBackup? LastFailed);

    private sealed record MadeBackup(string Job, DateTimeOffset At, long? Bytes, IReadOnlyList<string> Said);
}
