using System.CommandLine;

namespace Upgrades.Standalone.Commands;

/// <summary><c>upgrades pause</c>, <c>resume</c> and <c>status</c>: whether the executor begins upgrades.</summary>
internal static class PauseCommands
{
    /// <param name="environment">In place of the environment.</param>
    public static IEnumerable<Command> Create(Func<string, string?>? environment = null)
    {
        yield return Change(
            environment, "pause",
            """
            No upgrade begins until resume.

            What is under way is finished; what comes in is planned and waits.

            Examples:
              upgrades pause
              upgrades pause --url https://upgrades.example.org --token-file ~/.upgrades-token
            """,
            now => $"Paused: {now.InFlight} under way, {now.Waiting} waiting");
        yield return Change(
            environment, "resume",
            """
            Upgrades begin again after a pause.

            Examples:
              upgrades resume
            """,
            now => $"Resumed: {now.InFlight} under way, {now.Waiting} waiting");
        yield return Status(environment);
    }

    private static Command Change(Func<string, string?>? environment, string verb, string description, Func<ExecutorStatus, string> said)
    {
        var to = new OperatorArguments(environment);
        var command = to.AddTo(new Command(verb, description));
        command.SetAction((parsed, cancellationToken) => ExecutorStatus.ChangeAsync(to, parsed, HttpMethod.Post, verb, body: null, said, cancellationToken));
        return command;
    }

    private static Command Status(Func<string, string?>? environment)
    {
        var to = new OperatorArguments(environment);
        var command = to.AddTo(new Command("status",
            """
            Shows whether upgrades are made, how many are under way, and which stacks are held.

            Examples:
              upgrades status
              upgrades status --json | jq .waiting
            """));
        command.SetAction((parsed, cancellationToken) => to.RunAsync(
            parsed,
            OperatorArguments.Executor,
            async (client, output, ct) =>
            {
                var answer = await client.SendAsync(HttpMethod.Get, "operator/executor/status", body: null, ct);
                await (to.WantsJson(parsed) ? output.WriteLineAsync(answer.ToString()) : answer.As<ExecutorStatus>().WriteAsync(output));
                return 0;
            },
            cancellationToken));
        return command;
    }
}
