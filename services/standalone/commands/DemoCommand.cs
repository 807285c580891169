using System.CommandLine;
using Upgrades.Hosting.Bus;
using Upgrades.Standalone.Demo;

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
        var json = new Option<bool>("--json") { Description = "One JSON object as the last line; progress on standard error." };
        var command = new Command("demo",
            """
            Upgrades twelve services of a small world, one of which fails and is put back.

            The world (git server, CI, cluster, registries, GitHub, Slack) runs in this
            process. Exit code 0 when all came about as asked, 1 when not.

            With --bus the events go over that RabbitMQ. Use a virtual host of its own: the
            queues are left behind, empty. One whose queues hold messages or have readers
            is refused.

            Examples:
              upgrades demo
              upgrades demo --break shlink --keep /tmp/run
              upgrades demo --services 200 --json
              upgrades demo --bus amqp://guest:guest@localhost:5672/demo
            """) { services, broken, keep, scale, bus, json };
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
                parsed.GetValue(bus) is { } url ? new Uri(url) : null);
            return await RunAsync(options, parsed.GetValue(json), output, error, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(DemoOptions options, bool json, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        try
        {
            var report = await new DemoRun(options, new DemoProgress(json ? error : output, options.Services)).RunAsync(cancellationToken);
            report.WriteTable(json ? error : output);
            if (json)
            {
                await output.WriteLineAsync(report.Json());
            }
            else
            {
                await output.WriteLineAsync(
                    $"""

                    The repository: {report.Repository}
                      git -C {report.Repository} log --stat        what was changed, and why
                      git -C {report.Repository} log -1            a structured message, with its trailers
                    """);
            }

            return report.IsAsExpected(options.Broken) ? 0 : UsageExitCode.Problems;
        }
        catch (Exception e) when (e is TimeoutException or BrokerException)
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
