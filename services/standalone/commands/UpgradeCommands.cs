using System.CommandLine;
using System.Text.Json;

namespace Upgrades.Standalone.Commands;

/// <summary><c>upgrades list</c> and <c>cancel</c>: single upgrades, as the executor sees them.</summary>
internal static class UpgradeCommands
{
    /// <param name="environment">In place of the environment.</param>
    public static IEnumerable<Command> Create(Func<string, string?>? environment = null) => [List(environment), Cancel(environment)];

    private static Command List(Func<string, string?>? environment)
    {
        var to = new OperatorArguments(environment);
        var state = new Option<string?>("--state") { Description = "Only these: waiting, verifying, done, …" };
        var limit = new Option<int>("--limit") { Description = "At most so many, newest first; up to 1000.", DefaultValueFactory = _ => 50 };
        var command = to.AddTo(new Command("list",
            """
            Lists upgrades, newest first: where each stands and why. Exit code 3 when there are none.

            States: waiting, baseline, backing-up, applying, verifying, fixing, undoing,
            outdated, done.

            Examples:
              upgrades list
              upgrades list --state waiting
              upgrades list --limit 1000 --json | jq '.[] | select(.outcome == "rolled-back")'
            """) { state, limit });
        command.SetAction((parsed, cancellationToken) => to.RunAsync(
            parsed,
            OperatorArguments.Executor,
            async (client, output, ct) =>
            {
                var only = parsed.GetValue(state) is { } wanted ? $"&state={Uri.EscapeDataString(wanted)}" : "";
                var answer = await client.SendAsync(HttpMethod.Get, $"operator/executor/upgrades?limit={parsed.GetValue(limit)}{only}", body: null, ct);
                return await ShowAsync(answer, to.WantsJson(parsed), output);
            },
            cancellationToken));
        return command;
    }

    private static async Task<int> ShowAsync(JsonElement answer, bool json, TextWriter output)
    {
        var upgrades = answer.As<Upgrade[]>();
        if (json)
        {
            await output.WriteLineAsync(answer.ToString());
        }
        else if (upgrades.Length == 0)
        {
            await output.WriteLineAsync("There are no such upgrades.");
        }
        else
        {
            ConsoleTable.Write(
                output, ["id", "stack", "from -> to", "state", "step", "why"],
                upgrades.Select(u => (IReadOnlyList<string>)[u.UpgradeId, u.Stack, u.Way, u.Outcome ?? u.State, $"{u.Step}/{u.StepCount}", u.Why]), unbroken: 1);
        }

        return upgrades.Length > 0 ? 0 : UsageExitCode.NothingToDo;
    }

    private static Command Cancel(Func<string, string?>? environment)
    {
        var to = new OperatorArguments(environment);
        var id = new Argument<Guid>("id") { Description = "Of the upgrade, as list shows it." };
        var command = to.AddTo(new Command("cancel",
            """
            Ends an upgrade that has not begun to change git.

            Exit code 1 when it has, or when there is no such upgrade.

            Examples:
              upgrades cancel 5f0c7f0e-3c1f-8a4b-9d2e-0c9be1a1f7c4
            """) { id });
        command.SetAction((parsed, cancellationToken) => to.RunAsync(
            parsed,
            OperatorArguments.Executor,
            async (client, output, ct) =>
            {
                var answer = await client.SendAsync(HttpMethod.Post, $"operator/executor/upgrades/{parsed.GetValue(id)}/cancel", body: null, ct);
                var cancelled = answer.As<Upgrade>();
                await (to.WantsJson(parsed) ? output.WriteLineAsync(answer.ToString()) : output.SayAsync($"{cancelled.Stack} {cancelled.Way} is cancelled"));
                return 0;
            },
            cancellationToken));
        return command;
    }

    private sealed record Upgrade(string UpgradeId, string Stack, string From, string To, string State, string Reason, string? LastError, string? Outcome, long Step, int StepCount)
    {
        public string Way => $"{From} -> {To}";

        public string Why => LastError is null ? Reason : Reason.Length == 0 ? LastError : $"{Reason}; {LastError}";
    }
}
