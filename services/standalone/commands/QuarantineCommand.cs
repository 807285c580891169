using System.CommandLine;

namespace Upgrades.Standalone.Commands;

/// <summary><c>upgrades quarantine</c>: versions that failed for a stack, and whether they are tried again.</summary>
internal static class QuarantineCommand
{
    /// <param name="environment">In place of the environment.</param>
    public static Command Create(Func<string, string?>? environment = null)
    {
        var to = new OperatorArguments(environment);
        var command = to.AddTo(new Command("quarantine",
            """
            Lists versions that failed for a stack, and what becomes of them.

            quarantined: the version was to blame; only a newer one is tried, or this one
            when somebody lifts it. second-chance: it was not, and comes again by itself.
            given-up: it did four times, and a person is needed. Exit code 3 when there
            are none.

            Examples:
              upgrades quarantine
              upgrades quarantine lift shlink shlinkio/shlink 4.4.1
              upgrades quarantine retry shlink shlinkio/shlink 4.4.1
              upgrades quarantine --json | jq '.[] | select(.state == "given-up")'
            """));
        command.SetAction((parsed, cancellationToken) => to.RunAsync(
            parsed, OperatorArguments.Analyzer, (client, output, ct) => ListAsync(client, to.WantsJson(parsed), output, ct), cancellationToken));
        command.Subcommands.Add(OneVersion(
            environment, "lift", "Takes a version out of the list. Exit code 3 when it is not in it.",
            HttpMethod.Delete, "quarantine", "is lifted: the next signal plans it"));
        command.Subcommands.Add(OneVersion(
            environment, "retry", "Tries a second chance, or what was given up, now. Exit code 3 when there is none.",
            HttpMethod.Post, "second-chances/now", "is tried again now"));
        return command;
    }

    private static Command OneVersion(Func<string, string?>? environment, string name, string description, HttpMethod method, string path, string done)
    {
        var to = new OperatorArguments(environment);
        var stack = OperatorArguments.StackArgument();
        var image = new Argument<string>("image") { Description = "In any spelling; a chart as the list shows it." };
        var version = new Argument<string>("version") { Description = "The tag, or the chart's version." };
        var command = to.AddTo(new Command(name, description) { stack, image, version });
        command.SetAction((parsed, cancellationToken) => to.RunAsync(
            parsed,
            OperatorArguments.Analyzer,
            async (client, output, ct) =>
            {
                var asked = new { stack = parsed.GetValue(stack), image = parsed.GetValue(image), version = parsed.GetValue(version) };
                try
                {
                    await client.SendAsync(method, $"operator/analyzer/{path}", asked, ct);
                }
                catch (OperatorException e) when (e.NothingThere)
                {
                    throw new OperatorException(e.Message, UsageExitCode.NothingToDo);
                }

                if (!to.WantsJson(parsed))
                {
                    await output.SayAsync($"{asked.image}:{asked.version} of {asked.stack} {done}");
                }

                return 0;
            },
            cancellationToken));
        return command;
    }

    private static async Task<int> ListAsync(OperatorClient client, bool json, TextWriter output, CancellationToken cancellationToken)
    {
        var answer = await client.SendAsync(HttpMethod.Get, "operator/analyzer/quarantine", body: null, cancellationToken);
        var failed = answer.As<FailedVersion[]>();
        if (json)
        {
            await output.WriteLineAsync(answer.ToString());
        }
        else if (failed.Length == 0)
        {
            await output.WriteLineAsync("No version is quarantined, and none comes again.");
        }
        else
        {
            ConsoleTable.Write(output, ["stack", "image", "version", "state", "when (UTC)", "reason"], failed.Select(f => (IReadOnlyList<string>)
            [
                f.Stack, OperatorText.ShortImage(f.Image), f.Version, f.State,
                f.NextAt is null ? $"since {OperatorText.Utc(f.Since)}" : $"next {OperatorText.Utc(f.NextAt)}",
                f.LastError is null ? f.Reason : $"{f.Reason}; cannot be planned: {f.LastError}",
            ]));
        }

        return failed.Length > 0 ? 0 : UsageExitCode.NothingToDo;
    }

    private sealed record FailedVersion(string Stack, string Image, string Version, string State, string Reason, DateTimeOffset Since, DateTimeOffset? NextAt, string? LastError);
}
