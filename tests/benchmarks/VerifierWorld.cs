using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Upgrades.Hosting.Time;
using Upgrades.Sandbox;
using Upgrades.Sandbox.FrontDoors;
using Upgrades.Sandbox.Kubernetes;
using Upgrades.Sandbox.UptimeKuma;
using Upgrades.Sandbox.Woodpecker;

namespace Upgrades.Benchmarks;

/// <summary>
/// What a verifier asks, in a process of its own, so that its cost is not the verifier's: a cluster in which every upgrade is rolled
/// out and healthy, a CI whose pipeline is green, front doors, Uptime Kuma. Ends with its standard input.
/// </summary>
internal static class VerifierWorld
{
    /// <summary>One sha for all: how pipelines are found is not measured here.</summary>
    public const string Commit = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    public static async Task<int> RunAsync(int stacks, int namespaces, DateTimeOffset origin, double scale)
    {
        var time = new ScaledTimeProvider(origin, scale);
        var cluster = new ClusterStandIn(time);
        using var ci = new WoodpeckerStandIn(time, "infra", "home");
        var monitors = Enumerable.Range(0, stacks).Select(i => new MonitorView(i + 1, Stack(i), $"https://{Host(i)}/", 1)).ToList();
        for (var i = 0; i < stacks; i++)
        {
            cluster.Apply(
                new WorkloadSpec { Namespace = Namespace(i, stacks, namespaces), Name = Stack(i), Containers = [new ContainerSpec("app", $"{Image(i)}:1.1")], Host = Host(i) },
                origin - TimeSpan.FromDays(1));
        }

        ci.Start(Commit, "master", "upgrade: many", new PipelineScript { Queued = TimeSpan.Zero, Runs = TimeSpan.FromSeconds(1) });
        var counts = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        await using var kubernetes = await ServeAsync(r => "kubernetes " + r.Path.Value!.Split('/')[^1], cluster.Map);
        await using var woodpecker = await ServeAsync(_ => "woodpecker", ci.Map);
        await using var doors = await ServeAsync(_ => "front doors", new FrontDoors(cluster.AnswerOf).Map);
        await using var kuma = await ServeAsync(_ => "uptime kuma", new UptimeKumaStandIn(() => monitors).Map);
        await using var control = await StandInServer.StartAsync(app => app.MapGet("/requests", () => Results.Json(counts)));
        Console.WriteLine(string.Join(' ', kubernetes.Address, woodpecker.Address, doors.Address, kuma.Address, control.Address));
        await Console.In.ReadToEndAsync();
        return 0;

        Task<StandInServer> ServeAsync(Func<HttpRequest, string> kind, Action<WebApplication> map) => StandInServer.StartAsync(app =>
        {
            app.Use((context, next) =>
            {
                counts.AddOrUpdate(kind(context.Request), 1, (_, n) => n + 1);
                return next(context);
            });
            map(app);
        });
    }

    public static string Stack(int number) => "web-" + number.ToString("D4", CultureInfo.InvariantCulture);

    /// <summary>Neighbours share one: what a namespace holds is upgraded together more often than not.</summary>
    public static string Namespace(int number, int stacks, int namespaces) => $"space-{number / (stacks / namespaces)}";

    public static string Image(int number) => $"ghcr.io/acme/{Stack(number)}";

    private static string Host(int number) => $"{Stack(number)}.example.org";
}
