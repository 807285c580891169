using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Upgrades.Hosting.Time;
using Upgrades.Sandbox.Servers;
using Upgrades.Sandbox.World;
using Upgrades.Standalone.Commands;
using Upgrades.Standalone.Following;
using Upgrades.Standalone.Processes;

namespace Upgrades.Standalone.Demo;

/// <summary>
/// A bulk run as an operator makes one: five processes on a real RabbitMQ, and two commands of this program, which are shown as they would be
/// typed. What is behind is found in the registries; <c>replay</c> sends it over the broker, and follows it.
/// </summary>
internal sealed class BulkDemo(DemoOptions options, InvocationConfiguration configuration)
{
    private readonly TextWriter _output = configuration.Output;

    /// <returns>0 when all came about as asked.</returns>
    /// <exception cref="InvalidOperationException">RabbitMQ is not installed, or a process does not start.</exception>
    /// <exception cref="BrokerException">The broker that was named cannot be reached, or its virtual host is in use.</exception>
    public async Task<int> RunAsync(bool stay, CancellationToken cancellationToken)
    {
        if (options.Bus is { } named)
        {
            await BrokerQueues.EnsureUnusedAsync(named, cancellationToken);
            try
            {
                return await RunOnAsync(named, stay, cancellationToken);
            }
            finally
            {
                // Nothing was in them before, so what the last events left is ours.
                await BrokerQueues.PurgeAsync(named, CancellationToken.None);
            }
        }

        await using var broker = await LocalRabbitMq.StartAsync(cancellationToken);
        return await RunOnAsync(broker.Amqp, stay, cancellationToken);
    }

    private async Task<int> RunOnAsync(Uri bus, bool stay, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var folder = Directory.CreateDirectory(options.Keep ?? Directory.CreateTempSubdirectory("upgrades-demo-").FullName).FullName;
        var state = Directory.CreateTempSubdirectory("upgrades-demo-state-");
        var origin = TimeProvider.System.GetUtcNow();
        try
        {
            await using var world = await SmallWorld.StartAsync(folder, DemoServices.Of(options.Services), new ScaledTimeProvider(origin, options.Scale));
            foreach (var stack in options.Broken)
            {
                world.Break(stack);
            }

            await using var five = ServiceProcesses.Five(SettingsOf(world, bus, state.FullName, origin));
            using var http = new HttpClient(new SocketsHttpHandler());
            five.Start();
            await five.ReadyAsync(http, cancellationToken);
            await _output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"Five processes, a RabbitMQ and a small world are ready after {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s.\n{options.Scale:0} seconds of the services' time pass in each second."));
            var environment = EnvironmentOf(world, five, bus);
            var asExpected = await SendAllAsync(world, folder, environment, cancellationToken)
                && await IsAsExpectedAsync(new DemoClient(http, five.Addresses, DemoRun.WebhookSecret, DemoRun.OperatorToken), cancellationToken);
            await _output.WriteLineAsync($"\nThe repository: {world.Git.Folder(SmallWorld.Repository)}");
            if (stay)
            {
                await _output.WriteLineAsync($"Everything is still up. Ctrl-C ends it.\n  set -a; . {DemoPlaces.Write(folder, environment)}; set +a      then every verb asks this world");
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            return asExpected ? 0 : UsageExitCode.Problems;
        }
        finally
        {
            state.Delete(recursive: true);
        }
    }

    /// <returns>False: a command could not do what it is for.</returns>
    private async Task<bool> SendAllAsync(SmallWorld world, string folder, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(world.Settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build();
        var root = new RootCommand { ScanCommand.Create(settings, environment.GetValueOrDefault), ReplayCommand.Create(settings, environment.GetValueOrDefault) };
        var (repository, updates) = (world.Git.Folder(SmallWorld.Repository), Path.Combine(folder, "updates.jsonl"));
        await using (var file = new StreamWriter(updates))
        {
            string[] scan = ["scan", "--repo", repository, "--outdated", "--jsonl"];
            await _output.WriteLineAsync($"\n$ upgrades {string.Join(' ', scan)} > {updates}");
            if (await root.Parse(scan).InvokeAsync(new InvocationConfiguration { Output = file, Error = configuration.Error }, cancellationToken) != 0)
            {
                return false;
            }
        }

        string[] replay = ["replay", "--file", updates, "--repo", repository, "--bus", "--yes"];
        await _output.WriteLineAsync($"$ upgrades {string.Join(' ', replay)}");
        return await root.Parse(replay).InvokeAsync(new InvocationConfiguration { Output = _output, Error = configuration.Error }, cancellationToken) is 0 or UsageExitCode.Problems;
    }

    /// <summary>By the timeline, whatever <c>replay</c> has made of it.</summary>
    private async Task<bool> IsAsExpectedAsync(DemoClient client, CancellationToken cancellationToken)
    {
        var (ledger, seq) = (new UpgradeLedger(), 0L);
        while (await client.EventsAsync(seq, cancellationToken) is { Count: > 0 } events)
        {
            foreach (var entry in events)
            {
                ledger.Take(entry);
                seq = entry.Seq;
            }
        }

        return ledger.Upgrades.Count == options.Services && new DemoReport([.. ledger.Upgrades], 0, "").IsAsExpected(options.Broken);
    }

    private Dictionary<string, string> SettingsOf(SmallWorld world, Uri bus, string state, DateTimeOffset origin) => new(world.Settings)
    {
        ["Bus:Url"] = bus.ToString(),
        ["State:Folder"] = state,
        ["Repository:MirrorFolder"] = Path.Combine(state, "mirror"),
        ["Time:Scale"] = options.Scale.ToString(CultureInfo.InvariantCulture),
        ["Time:Origin"] = origin.ToString("O"),
        ["Ingest:Secret"] = DemoRun.WebhookSecret,
        ["Operator:Token"] = DemoRun.OperatorToken,
    };

    /// <summary>What an operator's shell has, to speak to these five and to this world.</summary>
    private static Dictionary<string, string> EnvironmentOf(SmallWorld world, ServiceProcesses five, Uri bus) => new(DemoPlaces.Environment(world.Settings))
    {
        ["UPGRADES__BUS__URL"] = bus.ToString(),
        [OperatorArguments.TokenSetting] = DemoRun.OperatorToken,
        ["UPGRADES_INGEST_URL"] = five["ingest"].Address.ToString(),
        ["UPGRADES_ANALYZER_URL"] = five["analyzer"].Address.ToString(),
        ["UPGRADES_EXECUTOR_URL"] = five["executor"].Address.ToString(),
        ["UPGRADES_NOTIFIER_URL"] = five["notifier"].Address.ToString(),
    };
}
