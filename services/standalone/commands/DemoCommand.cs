using System.CommandLine;
using Upgrades.Hosting.Bus;
using Upgrades.Standalone.Demo;
using Upgrades.Standalone.Planning;

namespace Upgrades.Standalone.Commands;

/// <summary><c>upgrades demo</c>: everything in one process against a small world, from webhooks to outcomes.</summary>
internal static class DemoCommand
{
    private const string BrokenByDefault = "dawarich";

    public static Command Create()
    {
        var services = new Option<int>("--services") { Description = "How many; beyond twelve they repeat under other names.", DefaultValueFactory = _ => DemoServices.Twelve.Count };
        services.Validators.Add(r => { if (r.GetValueOrDefault<int>() is < 1 or > 10_000) { r.AddError("--services must be 1 to 10000."); } });
        var broken = new Option<string[]>("--break") { Description = "Service whose new version does not start; may be given again. Default: dawarich." };
        var keep = new Option<DirectoryInfo?>("--keep") { Description = "Puts the bare repository at DIR/infra.git." };
        var scale = new Option<double>("--scale") { Description = "Seconds of the services' time that pass in one second.", DefaultValueFactory = _ => 360 };
        scale.Validators.Add(r => { if (r.GetValueOrDefault<double>() is not (>= 1 and <= 10_000)) { r.AddError("--scale must be 1 to 10000."); } });
        var bus = new Option<string?>("--bus") { Description = "amqp://user:password@host:5672/vhost; without it the bus is in memory." };
        bus.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<string?>() is { } given && !BusOptions.IsAddress(given))
            {
                r.AddError("--bus must start with amqp:// or amqps://.");
            }
        });
        var plan = new Option<bool>("--plan") { Description = "Upgrades nothing: shows for each service what would happen, how dangerous it is and why." };
        var stay = new Option<bool>("--stay") { Description = "Keeps everything up afterwards, and tells where it is, until Ctrl-C." };
        var restore = new Option<bool>("--restore") { Description = "The version that fails has migrated the database before: its rollback succeeds with the data." };
        var five = new Option<bool>("--five") { Description = "Five processes on a RabbitMQ; scan finds what is behind, replay sends it." };
        var json = new Option<bool>("--json") { Description = "One JSON object as the last line; progress on standard error." };
        var command = new Command("demo",
            """
            Upgrades twelve services of a small world, one of which fails and is put back.

            The world (git server, CI, cluster, registries, GitHub, Slack) runs in this
            process. Exit code 0 when all came about as asked, 1 when not.

            With --five each service is a process of its own, on a RabbitMQ that is started for them
            where --bus names none.

            With --bus the events go over that RabbitMQ. Use a virtual host of its own: the
            queues are left behind, empty. One whose queues hold messages or have readers
            is refused.

            Examples:
              upgrades demo
              upgrades demo --break shlink --keep /tmp/run
              upgrades demo --services 200 --json
              upgrades demo --plan
              upgrades demo --restore
              upgrades demo --stay
              upgrades demo --bus amqp://guest:guest@localhost:5672/demo
              upgrades demo --five
            """) { services, broken, keep, scale, bus, plan, stay, restore, five, json };
        command.Validators.Add(parsed =>
        {
            if (parsed.GetValue(five) && (parsed.GetValue(plan) || parsed.GetValue(json)))
            {
                parsed.AddError("--five goes neither with --plan nor with --json; replay --json tells outcomes to programs.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var stacks = DemoServices.Of(parsed.GetValue(services)).Select(s => s.Stack).ToList();
            var named = parsed.GetValue(broken) is { Length: > 0 } given ? given : [.. stacks.Where(s => s == BrokenByDefault)];
            if (named.Except(stacks).FirstOrDefault() is { } unknown)
            {
                await error.WriteLineAsync($"--break {unknown}: there is no such service. Services: {string.Join(", ", stacks.Take(20))}{(stacks.Count > 20 ? ", …" : "")}");
                return UsageExitCode.WrongUsage;
            }

            if (parsed.GetValue(keep) is { } folder && Directory.Exists(Path.Combine(folder.FullName, "infra.git")))
            {
                await error.WriteLineAsync($"--keep {folder}: infra.git is there already; name another folder or remove it.");
                return UsageExitCode.WrongUsage;
            }

            var options = new DemoOptions(parsed.GetValue(services), named, parsed.GetValue(keep)?.FullName, parsed.GetValue(scale),
                parsed.GetValue(bus) is { } url ? new Uri(url) : null) { Restore = parsed.GetValue(restore) };
            return await TryAsync(
                parsed.GetValue(five) ? () => new BulkDemo(options, parsed.InvocationConfiguration).RunAsync(parsed.GetValue(stay), cancellationToken)
                    : parsed.GetValue(plan) ? () => PlanAsync(options, parsed, parsed.GetValue(json), cancellationToken)
                    : () => RunAsync(options, parsed.GetValue(stay), parsed.GetValue(json), output, error, cancellationToken),
                error, cancellationToken);
        });
        return command;
    }

    private static async Task<int> PlanAsync(DemoOptions options, ParseResult parsed, bool json, CancellationToken cancellationToken)
    {
        var output = parsed.InvocationConfiguration.Output;
        var plans = await DemoPlans.MakeAsync(options, cancellationToken);
        if (json)
        {
            await output.WriteLineAsync($"[{string.Join(",\n", plans.Plans.Select(p => PlanReport.Of(plans.Reading, p).ToJson()))}]");
        }
        else
        {
            plans.Write(new PlanText(output, Terminal.IsOutput(parsed.InvocationConfiguration), Terminal.TakesColours(parsed.InvocationConfiguration)), output);
        }

        return plans.Plans.All(p => p.Plans.Count > 0) ? 0 : UsageExitCode.Problems;
    }

    private static async Task<int> RunAsync(DemoOptions options, bool stay, bool json, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var people = json ? error : output;
        var run = new DemoRun(options, new DemoProgress(people, options.Services));
        var report = await run.RunAsync(stay ? StayAsync : null, cancellationToken);
        if (!stay)
        {
            Tell(report);
        }

        return report.IsAsExpected(options.Broken) ? 0 : UsageExitCode.Problems;

        void Tell(DemoReport report)
        {
            report.WriteTable(people);
            output.WriteLine(json ? report.Json() :
                $"""

                The repository: {report.Repository}
                  git -C {report.Repository} log --stat        what was changed, and why
                  git -C {report.Repository} log -1            a structured message, with its trailers
                """);
        }

        async Task StayAsync(DemoReport report, DemoPlaces places)
        {
            Tell(report);
            await people.WriteLineAsync(
                $"""

                Everything is still up. Ctrl-C ends it.
                  {places.Services}   the timeline, for a browser; log in with {DemoRun.OperatorToken}
                  {new Uri(places.Services, "upgrades")}   what became of each upgrade, as JSON (Bearer {DemoRun.OperatorToken})
                  {new Uri(places.Services, "health/ready")}, {new Uri(places.Services, "metrics")}
                  set -a; . {places.SettingsFile}; set +a      then every verb asks this world:
                  upgrades doctor --running
                  upgrades scan --repo {report.Repository} --outdated
                """);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<int> TryAsync(Func<Task<int>> run, TextWriter error, CancellationToken cancellationToken)
    {
        try
        {
            return await run();
        }
        catch (Exception e) when (e is TimeoutException or BrokerException or InvalidOperationException)
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
}
