using System.Diagnostics;
using System.Globalization;
using Upgrades.Hosting.Time;
using Upgrades.Sandbox.Servers;
using Upgrades.Sandbox.World;
using Upgrades.Standalone.Demo;
using Upgrades.Standalone.Processes;

namespace Upgrades.Benchmarks;

/// <summary>
/// What the five cost as processes: published as the images are, on a real RabbitMQ, against the small world. How long each takes to
/// answer /health/ready, and how much memory is resident after a bulk run: VmRSS of each, which counts in each what they share (the
/// runtime's own files, most of it), and together by Pss, which counts a shared page once.
/// </summary>
internal static class FiveRun
{
    /// <summary>As slow as a bulk run of that size: the cores must be able to do the work within domain deadlines.</summary>
    private const double Scale = 20;
    private const double MegabytesAllowed = 600;
    private const double SecondsAllowed = 2;
    private static readonly string[] Services = ["ingest", "analyzer", "executor", "verifier", "notifier"];

    /// <summary>For a broken run only (system clock).</summary>
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync(int upgrades)
    {
        var folder = Directory.CreateTempSubdirectory("upgrades-five-").FullName;
        try
        {
            foreach (var service in Services)
            {
                await PublishAsync(service, Path.Combine(folder, service));
            }

            await using var broker = await LocalRabbitMq.StartAsync();
            var origin = TimeProvider.System.GetUtcNow();
            var fixtures = DemoServices.Of(upgrades);
            await using var world = await SmallWorld.StartAsync(Path.Combine(folder, "git"), fixtures, new ScaledTimeProvider(origin, Scale));
            var processes = Services.ToDictionary(s => s, s => ServiceProcess.Of(
                s, Settings(world, broker, folder, s, origin), Path.Combine(folder, s)));
            try
            {
                return await MeasureAsync(processes, fixtures, world, upgrades);
            }
            finally
            {
                foreach (var process in processes.Values)
                {
                    await process.DisposeAsync();
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> MeasureAsync(
        Dictionary<string, ServiceProcess> processes, IReadOnlyList<FixtureService> fixtures, SmallWorld world, int upgrades)
    {
        using var http = new HttpClient(new SocketsHttpHandler());
        // The first start finds an empty broker and makes every queue of the system; the second is what a pod's restart costs.
        await StartAsync(processes, http, "on an empty broker");
        foreach (var process in processes.Values)
        {
            process.Terminate();
            await process.ExitAsync();
        }

        var slowest = await StartAsync(processes, http, "started again");
        var run = new DemoRun(new DemoOptions(upgrades, [], null, Scale), new DemoProgress(TextWriter.Null, upgrades));
        var client = new DemoClient(
            http, new ServiceAddresses(processes["ingest"].Address, processes["executor"].Address, processes["notifier"].Address), DemoRun.WebhookSecret, DemoRun.OperatorToken);
        var report = await run.WatchAsync(client, fixtures, world.Git.Folder(SmallWorld.Repository), CancellationToken.None);
        foreach (var (name, process) in processes)
        {
            Say($"{name,-9} {Megabytes(process, "status", "VmRSS:"):0} MB resident (anonymous {Megabytes(process, "status", "RssAnon:"):0}, files {Megabytes(process, "status", "RssFile:"):0}), {Megabytes(process, "status", "VmHWM:"):0} at most");
        }

        var together = processes.Values.Sum(p => Megabytes(p, "smaps_rollup", "Pss:"));
        var eachForItself = processes.Values.Sum(p => Megabytes(p, "status", "VmRSS:"));
        Say($"{upgrades} upgrades, {report.Count("succeeded")} succeeded in {report.Seconds:0} s: {together:0} MB resident together (Pss, allowed {MegabytesAllowed:0}; sum of VmRSS {eachForItself:0}), slowest ready in {slowest:0.00} s (allowed {SecondsAllowed:0})");
        return report.Count("succeeded") == upgrades && together <= MegabytesAllowed && slowest <= SecondsAllowed ? 0 : 1;
    }

    /// <summary>One after the other, so that none waits for another's share of the cores.</summary>
    /// <returns>Seconds of the slowest.</returns>
    private static async Task<double> StartAsync(Dictionary<string, ServiceProcess> processes, HttpClient http, string when)
    {
        var slowest = 0.0;
        foreach (var (name, process) in processes)
        {
            var started = Stopwatch.GetTimestamp();
            process.Start();
            while (!await process.IsReadyAsync(http))
            {
                if (process.HasExited || Stopwatch.GetElapsedTime(started) > ReadyLimit)
                {
                    throw new InvalidOperationException($"{name} does not get ready.\n{process.LastLines()}");
                }

                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
            }

            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            slowest = Math.Max(slowest, seconds);
            Say($"{name,-9} ready in {seconds:0.00} s, {when}");
        }

        return slowest;
    }

    private static Dictionary<string, string> Settings(SmallWorld world, LocalRabbitMq broker, string folder, string service, DateTimeOffset origin) => new(world.Settings)
    {
        ["Bus:Url"] = broker.Amqp.ToString(),
        ["State:Folder"] = Path.Combine(folder, "state"),
        ["Repository:MirrorFolder"] = Path.Combine(folder, $"mirror-{service}"),
        ["Time:Scale"] = Scale.ToString(CultureInfo.InvariantCulture),
        ["Time:Origin"] = origin.ToString("O"),
        ["Log:Level"] = "Warning",
        ["Ingest:Secret"] = DemoRun.WebhookSecret,
        ["Operator:Token"] = DemoRun.OperatorToken,
    };

    private static async Task PublishAsync(string service, string folder)
    {
        // Analyzers are for ./test.
        using var publish = Process.Start(new ProcessStartInfo(
            "dotnet", ["publish", Path.Combine(Root(), "services", service), "-c", "Release", "-o", folder, "-p:RunAnalyzers=false", "-v", "quiet", "-tl:off"]))!;
        await publish.WaitForExitAsync();
        if (publish.ExitCode != 0)
        {
            throw new InvalidOperationException($"dotnet publish of {service} ended with exit code {publish.ExitCode}.");
        }
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Upgrades.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The sources are not above this program.");
    }

    private static double Megabytes(ServiceProcess process, string file, string line)
    {
        const double KilobytesPerMegabyte = 1024;
        var value = File.ReadLines($"/proc/{process.Id}/{file}").Single(l => l.StartsWith(line, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2];
        return int.Parse(value, CultureInfo.InvariantCulture) / KilobytesPerMegabyte;
    }

    private static void Say(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));
}
