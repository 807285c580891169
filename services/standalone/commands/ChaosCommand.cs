using System.CommandLine;
using Upgrades.Standalone.Chaos;

namespace Upgrades.Standalone.Commands;

/// <summary><c>upgrades chaos</c>: five processes that are killed all the time, and what remains of the promises.</summary>
internal static class ChaosCommand
{
    public static Command Create()
    {
        var upgrades = Number("--upgrades", 12, 1, 200, "How many services are upgraded; the last one's new version does not start.");
        var kills = Number("--kills", 50, 0, 10_000, "Service processes killed with SIGKILL, at any moment and right after effects.");
        var restarts = Number("--broker-restarts", 5, 0, 1000, "Stops and kills of RabbitMQ.");
        var seed = Number("--seed", 1, 0, int.MaxValue, "Of the dice.");
        var store = new Option<string>("--store") { Description = "Where the services keep their state.", DefaultValueFactory = _ => "sqlite" };
        store.AcceptOnlyFromAmong("sqlite", "postgres");
        var restores = new Option<bool>("--restores") { Description = "Databases are put back when versions fail that have migrated them." };
        var json = new Option<bool>("--json") { Description = "One JSON object as the last line; progress on standard error." };
        var command = new Command("chaos",
            """
            Kills the services of a bulk run again and again, and counts what is lost or done twice.

            Five processes, a real RabbitMQ and the small world of the demo. Connections are cut
            and delayed, pushes refused, the branch is moved. What has come of it is read
            in git, in the cluster's Jobs, in Slack and in a queue of its own. Exit code 0 when no
            promise was broken, 1 when one was.

            Examples:
              upgrades chaos
              upgrades chaos --upgrades 12 --kills 200 --broker-restarts 20 --seed 3 --store postgres
              upgrades chaos --restores --kills 100
              upgrades chaos --upgrades 6 --kills 10 --broker-restarts 1 --json
            """) { upgrades, kills, restarts, seed, store, restores, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new ChaosOptions(
                parsed.GetValue(upgrades), parsed.GetValue(kills), parsed.GetValue(restarts), parsed.GetValue(seed), parsed.GetValue(store) == "postgres") { Restores = parsed.GetValue(restores) };
            return await RunAsync(options, parsed.GetValue(json), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(ChaosOptions options, bool json, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        try
        {
            var report = await new ChaosRun(options, json ? error : output).RunAsync(cancellationToken);
            report.WriteTable(json ? error : output);
            if (json)
            {
                await output.WriteLineAsync(report.Json());
            }

            return report.Findings.AreNone ? 0 : UsageExitCode.Problems;
        }
        catch (InvalidOperationException e)
        {
            await error.WriteLineAsync(e.Message);
            return UsageExitCode.Problems;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await error.WriteLineAsync("Stopped.");
            return UsageExitCode.Interrupted;
        }
    }

    private static Option<int> Number(string name, int standard, int least, int most, string description)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => standard };
        option.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() is var value && (value < least || value > most))
            {
                r.AddError($"{name} must be {least} to {most}.");
            }
        });
        return option;
    }
}
