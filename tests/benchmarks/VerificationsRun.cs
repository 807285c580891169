using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting;
using Upgrades.Hosting.Bus;
using Upgrades.Verifier;

namespace Upgrades.Benchmarks;

/// <summary>
/// Many verifications open at once, all in their window: what one round costs in which each is looked at once. The verifier runs in
/// this process, all that it asks in another. A look asks one front door, so their requests tell how many looks there were.
/// </summary>
internal static class VerificationsRun
{
    /// <summary>A round every 7.5 s: the stand-ins must keep up on the same cores.</summary>
    private const double Scale = 2;
    private const int InANamespace = 5;
    private const int Rounds = 3;

    /// <summary>One to the front door and a fifth of a namespace's four lists are 1.8; neighbours do not always look in the same moment.</summary>
    private const double MostCallsPerLook = 2.5;

    /// <summary>For a broken run only (system clock).</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    public static async Task<int> RunAsync(int count)
    {
        var namespaces = Math.Max(1, count / InANamespace);
        var origin = TimeProvider.System.GetUtcNow();
        var folder = Directory.CreateTempSubdirectory("upgrades-verifications-");
        using var world = Process.Start(new ProcessStartInfo(
            "dotnet",
            [typeof(VerificationsRun).Assembly.Location, "verifier-world", $"{count}", $"{namespaces}", origin.ToString("O"), Scale.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        try
        {
            var addresses = (await world.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the stand-ins did not start")).Split(' ');
            await using var verifier = await StartAsync(addresses, folder.FullName, origin);
            using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(addresses[4]) };
            var upgrades = Enumerable.Range(0, count).Select(i => (Number: i, Id: Guid.NewGuid())).ToList();
            foreach (var (number, id) in upgrades)
            {
                await DeliverAsync(verifier, Started(number, id, count, namespaces));
            }

            await UntilAsync(folder.FullName, "select count(*) from baselines where snapshot is not null", count);
            var now = origin + ((TimeProvider.System.GetUtcNow() - origin) * Scale);
            foreach (var (number, id) in upgrades)
            {
                await DeliverAsync(verifier, Applied(number, id, count, namespaces, now));
            }

            await UntilAsync(folder.FullName, "select count(*) from verifications where phase = 'Window'", count);
            var begun = (await RequestsAsync(http))["front doors"];
            await LooksAsync(http, begun + count);
            var ok = await MeasureAsync(http, world, count, namespaces);
            await verifier.StopAsync();
            return ok ? 0 : 1;
        }
        finally
        {
            world.Kill();
            folder.Delete(recursive: true);
        }
    }

    private static async Task<bool> MeasureAsync(HttpClient http, Process world, int count, int namespaces)
    {
        var before = await RequestsAsync(http);
        var (cpu, outside, clock) = (Process.GetCurrentProcess().TotalProcessorTime, world.TotalProcessorTime, Stopwatch.StartNew());
        await LooksAsync(http, before["front doors"] + (Rounds * count));
        var after = await RequestsAsync(http);
        var looks = after["front doors"] - before["front doors"];
        var rounds = (double)looks / count;
        world.Refresh();
        var ours = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds / rounds;
        Say($"{count} verifications in {namespaces} namespaces, all in their window; {rounds:0.0} rounds of {clock.Elapsed.TotalSeconds / rounds:0.0} s");
        Say($"CPU per round: {ours:0.00} s = {ours * 1000 / count:0.00} ms a look; the stand-ins, in another process, {(world.TotalProcessorTime - outside).TotalSeconds / rounds:0.00} s");
        Say($"memory: {Megabytes("status", "VmRSS:"):0} MB resident, Pss {Megabytes("smaps_rollup", "Pss:"):0} MB, managed {GC.GetTotalMemory(forceFullCollection: true) / 1e6:0} MB");
        var calls = after.ToDictionary(a => a.Key, a => (a.Value - before.GetValueOrDefault(a.Key)) / rounds);
        foreach (var (kind, perRound) in calls.Where(c => c.Value > 0).OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            Say($"{kind,-26} {perRound,8:0.0} calls a round");
        }

        var perLook = calls.Values.Sum() / count;
        Say($"calls per look: {perLook:0.00} (allowed {MostCallsPerLook})");
        return perLook <= MostCallsPerLook;
    }

    private static async Task<Dictionary<string, int>> RequestsAsync(HttpClient http) =>
        (await http.GetFromJsonAsync<Dictionary<string, int>>(new Uri("requests", UriKind.Relative)))!;

    private static Task LooksAsync(HttpClient http, int looks) => UntilAsync(async () => (await RequestsAsync(http)).GetValueOrDefault("front doors") >= looks);

    /// <summary>Read from the file itself.</summary>
    private static async Task UntilAsync(string folder, string query, int count)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "verifier.db"), Pooling = false }.ToString());
        await connection.OpenAsync();
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Text of this file.
        command.CommandText = query;
#pragma warning restore CA2100
        await UntilAsync(async () => (long)(await command.ExecuteScalarAsync())! >= count);
    }

    private static async Task UntilAsync(Func<Task<bool>> done)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await done())
        {
            if (Stopwatch.GetElapsedTime(started) > Limit)
            {
                throw new TimeoutException($"not all verifications came so far within {Limit.TotalMinutes:0} min");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    private static async Task<WebApplication> StartAsync(string[] addresses, string folder, DateTimeOffset origin)
    {
        var app = UpgradesHost.Build([VerifierService.Definition], configuration => configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Http:Url"] = "http://127.0.0.1:0",
            ["State:Folder"] = folder,
            ["Log:Level"] = "Fatal",
            ["Operator:Token"] = "operator-token-0123",
            ["Time:Scale"] = Scale.ToString(CultureInfo.InvariantCulture),
            ["Time:Origin"] = origin.ToString("O"),
            ["Kubernetes:Url"] = addresses[0],
            ["Woodpecker:Url"] = addresses[1],
            ["Woodpecker:Repository"] = "infra/home",
            ["HttpChecks:Address"] = addresses[2],
            ["UptimeKuma:Url"] = addresses[3],
        }));
        await app.StartAsync();
        return app;
    }

    private static Task DeliverAsync<TEvent>(WebApplication app, TEvent message)
        where TEvent : class => app.Services.GetRequiredKeyedService<IConsume<TEvent>>(new Endpoint(VerifierService.Name, typeof(TEvent)).Queue)
            .ConsumeAsync(message, CancellationToken.None);

    private static UpgradeStarted Started(int number, Guid id, int count, int namespaces) => new()
    {
        UpgradeId = id,
        Stack = VerifierWorld.Stack(number),
        Namespaces = [VerifierWorld.Namespace(number, count, namespaces)],
        Images = [Change(number)],
        Risk = Risk.Safe,
        Checks = new CheckPlan(),
    };

    private static UpgradeApplied Applied(int number, Guid id, int count, int namespaces, DateTimeOffset now) => new()
    {
        UpgradeId = id,
        Step = 1,
        StepCount = 1,
        Kind = StepKind.Upgrade,
        CommitSha = VerifierWorld.Commit,
        Stack = VerifierWorld.Stack(number),
        Namespaces = [VerifierWorld.Namespace(number, count, namespaces)],
        Images = [Change(number)],
        Window = TimeSpan.FromHours(12),
        Checks = new CheckPlan(),
        Diff = "",
        AppliedAt = now,
    };

    private static ImageChange Change(int number) => new() { Image = VerifierWorld.Image(number), From = "1.0", To = "1.1" };

    private static double Megabytes(string file, string line)
    {
        const double KilobytesPerMegabyte = 1024;
        var value = File.ReadLines($"/proc/self/{file}").Single(l => l.StartsWith(line, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2];
        return int.Parse(value, CultureInfo.InvariantCulture) / KilobytesPerMegabyte;
    }

    private static void Say(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));
}
