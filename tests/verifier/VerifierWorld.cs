using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting.Loops;
using Upgrades.Hosting.Probes;
using Upgrades.Hosting.Settings;
using Upgrades.Hosting.State;
using Upgrades.Sandbox;
using Upgrades.Sandbox.Kubernetes;
using Upgrades.Sandbox.UptimeKuma;
using Upgrades.Sandbox.Woodpecker;
using Upgrades.Verifier;

namespace Upgrades.Tests.Verifier;

/// <summary>
/// The service as its process would build it, between a cluster, a CI, front doors and Uptime Kuma that are asked over HTTP.
/// Only time is made here: it moves when a test says so, and all see the same.
/// </summary>
internal sealed class VerifierWorld : IAsyncDisposable
{
    public const string Image = "ghcr.io/shlinkio/shlink";
    public const string Host = "shlink.example.org";
    private static readonly string[] VerdictEvents = [nameof(StepVerified), nameof(UpgradeSucceeded), nameof(UpgradeFailed), nameof(UpgradeRolledBack)];

    private readonly TemporaryFolder _folder = new();
    private readonly List<StandInServer> _servers = [];
    private ServiceProvider _services = null!;
    private StateStore _store = null!;
    private LoopRunner _baselines = null!;
    private LoopRunner _verifications = null!;

    private VerifierWorld()
    {
        Cluster = new ClusterStandIn(Time) { BehaviourOf = image => Behaviours.GetValueOrDefault(image, new ImageBehaviour.Healthy(TimeSpan.FromSeconds(5))) };
        Ci = new WoodpeckerStandIn(Time, "infra", "home");
        Kuma = new UptimeKumaStandIn(() => Monitors.Select(m => m with { Status = MonitorStatus() ?? m.Status }));
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));

    public ClusterStandIn Cluster { get; }

    public WoodpeckerStandIn Ci { get; }

    public UptimeKumaStandIn Kuma { get; }

    /// <summary>By image reference; what is not here is healthy.</summary>
    public Dictionary<string, ImageBehaviour> Behaviours { get; } = [];

    /// <summary>What all monitors say in place of their own status; null: that.</summary>
    public Func<int?> MonitorStatus { get; set; } = () => null;

    public List<MonitorView> Monitors { get; } = [new MonitorView(1, "short links", $"https://{Host}/", 1)];

    /// <summary>What front doors answer instead of the cluster's pods.</summary>
    public Func<string, int?> Answer { get; set; } = _ => null;

    public Guid UpgradeId { get; set; } = Guid.NewGuid();

    /// <summary>Of every message.</summary>
    public CheckPlan Checks { get; set; } = new();

    public static async Task<VerifierWorld> StartAsync(Dictionary<string, string?>? settings = null, string? database = null)
    {
        var world = new VerifierWorld();
        var cluster = await world.ServeAsync(world.Cluster.Map);
        var ci = await world.ServeAsync(world.Ci.Map);
        var kuma = await world.ServeAsync(world.Kuma.Map);
        var doors = await world.ServeAsync(new Upgrades.Sandbox.FrontDoors.FrontDoors(host => world.Answer(host) ?? world.Cluster.AnswerOf(host)).Map);
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Kubernetes:Url"] = cluster.ToString(),
            ["Woodpecker:Url"] = ci.ToString(),
            ["Woodpecker:Repository"] = "infra/home",
            ["Woodpecker:Token"] = "token-of-ci",
            ["Woodpecker:PublicUrl"] = "https://ci.example.org",
            ["UptimeKuma:Url"] = kuma.ToString(),
            ["HttpChecks:Address"] = doors.ToString(),
        }).AddInMemoryCollection(settings ?? []);
        builder.Services.AddSingleton<TimeProvider>(world.Time);
        world._store = StateStore.Open(
            VerifierService.Name, new StateOptions { Folder = world._folder.Path, Postgres = database }, VerifierService.Definition.Schema, world.Time);
        builder.Services.AddKeyedSingleton(VerifierService.Name, world._store);
        VerifierService.Definition.AddServices(builder);
        builder.AddSettings<ProbeOptions>("Probes");
        builder.Services.AddProbeLoop(VerifierService.Name);
        world._services = builder.Services.AddLogging().BuildServiceProvider();
        world._baselines = world.Runner(world._services.GetRequiredService<BaselineLoop>());
        world._verifications = world.Runner(world._services.GetRequiredService<VerifyLoop>());
        await world.ProbeAsync();
        return world;
    }

    /// <summary>Everything that the verifier needs is tried, as it is at its start and every few minutes.</summary>
    public async Task<IReadOnlyList<Dependency>> ProbeAsync()
    {
        var probes = _services.GetRequiredKeyedService<ProbeLoop>(VerifierService.Name);
        await probes.TryAllAsync(CancellationToken.None);
        return await probes.ListAsync(CancellationToken.None);
    }

    public static WorkloadSpec Workload(string tag, string? memoryLimit = null) => new()
    {
        Namespace = "url",
        Name = "shlink",
        Containers = [new ContainerSpec("server", $"{Image}:{tag}", memoryLimit)],
        Host = Host,
    };

    /// <summary>The old version runs since yesterday, and its state is recorded.</summary>
    public async Task<BaselineRecorded> BeginAsync(string tag = "4.3.4")
    {
        Cluster.Apply(Workload(tag), Time.GetUtcNow() - TimeSpan.FromDays(1));
        await StartedAsync();
        for (var i = 0; i < 20 && !(await PublishedAsync<BaselineRecorded>()).Any(b => b.UpgradeId == UpgradeId); i++)
        {
            await MoveAsync(TimeSpan.FromSeconds(15));
        }

        return (await PublishedAsync<BaselineRecorded>())[^1];
    }

    public Task StartedAsync(IReadOnlyList<ImageChange>? images = null, IReadOnlyList<ChartChange>? charts = null) => ActivatorUtilities.CreateInstance<StoreStartedConsumer>(_services).ConsumeAsync(
        new UpgradeStarted
        {
            UpgradeId = UpgradeId,
            Stack = "url",
            Namespaces = ["url"],
            Images = images ?? [Change("4.3.4", "5.0.2")],
            Charts = charts ?? [],
            Risk = Risk.Safe,
            Checks = Checks,
        },
        CancellationToken.None);

    public static ImageChange Change(string from, string to) => new() { Image = Image, From = from, To = to };

    public UpgradeApplied Applied(char sha, StepKind kind = StepKind.Upgrade, string from = "4.3.4", string to = "5.0.2") => new()
    {
        UpgradeId = UpgradeId,
        Step = 1,
        StepCount = 1,
        Kind = kind,
        CommitSha = new string(sha, 40),
        Stack = "url",
        Namespaces = ["url"],
        Images = [Change(from, to)],
        Window = TimeSpan.FromMinutes(2),
        Checks = Checks,
        Diff = "",
        AppliedAt = Time.GetUtcNow(),
    };

    /// <summary>The commit's pipeline, which rolls the cluster to the version when it applies.</summary>
    public int Push(char sha, PipelineScript script, string? tag) => Ci.Start(new string(sha, 40), "master", "upgrade: url", script with
    {
        OnApply = tag is null ? null : () =>
        {
            Cluster.Apply(Workload(tag));
            return Task.CompletedTask;
        },
    });

    /// <summary>What Terraform would do, done by the commit's pipeline; watched to its verdict.</summary>
    public async Task<object> UpgradeAsync(Action apply, Func<UpgradeApplied, UpgradeApplied>? with = null)
    {
        Ci.Start(new string('a', 40), "master", "upgrade: url", new PipelineScript
        {
            OnApply = () =>
            {
                apply();
                return Task.CompletedTask;
            },
        });
        await AppliedAsync((with ?? (m => m))(Applied('a')));
        return await VerdictAsync();
    }

    public Task AppliedAsync(UpgradeApplied message) => new StoreAppliedConsumer(_services.GetRequiredService<VerificationRows>(), Time).ConsumeAsync(message, CancellationToken.None);

    /// <summary>Pushed and applied by CI, watched to its verdict.</summary>
    public async Task<object> UpgradeAsync(PipelineScript? script = null, string? tag = "5.0.2")
    {
        Push('a', script ?? new PipelineScript(), tag);
        await AppliedAsync(Applied('a'));
        return await VerdictAsync();
    }

    /// <summary>Lets time go by until there are so many verdicts.</summary>
    /// <returns>The last of them.</returns>
    public async Task<object> VerdictAsync(int count = 1, TimeSpan? within = null)
    {
        var end = Time.GetUtcNow() + (within ?? TimeSpan.FromHours(3));
        while (Time.GetUtcNow() < end)
        {
            if (await VerdictsAsync() is { } verdicts && verdicts.Count >= count)
            {
                return verdicts[^1];
            }

            await MoveAsync(TimeSpan.FromSeconds(15));
        }

        throw new TimeoutException($"No verdict; the row waits for {await WaitingAsync()}");
    }

    public async Task MoveAsync(TimeSpan later)
    {
        Time.Advance(later);
        await _baselines.MoveDueRowsAsync(CancellationToken.None);
        await _verifications.MoveDueRowsAsync(CancellationToken.None);
    }

    public async Task<IReadOnlyList<T>> PublishedAsync<T>() => [.. (await OutboxAsync()).Where(e => e.Event == typeof(T).Name).Select(e => (T)Decode(e.Event, e.Body))];

    public async Task<IReadOnlyList<object>> VerdictsAsync() =>
        [.. (await OutboxAsync()).Where(e => VerdictEvents.Contains(e.Event)).Select(e => Decode(e.Event, e.Body))];

    public Task<string?> WaitingAsync() => QueryAsync("select coalesce(last_error, progress) from verifications order by created_at desc limit 1");

    public Task<string?> LastErrorAsync() => QueryAsync("select last_error from verifications limit 1");

    public async ValueTask DisposeAsync()
    {
        _baselines.Dispose();
        _verifications.Dispose();
        await _services.DisposeAsync();
        await _store.DisposeAsync();
        Ci.Dispose();
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        _folder.Dispose();
    }

    private static object Decode(string name, string body) => JsonSerializer.Deserialize(body, EndpointTable.Events.Single(e => e.Name == name), EventJson.Options)!;

    private LoopRunner Runner(IRowLoop loop) => new(_store, loop, Time, NullLogger<LoopRunner>.Instance);

    private async Task<Uri> ServeAsync(Action<Microsoft.AspNetCore.Builder.WebApplication> map)
    {
        _servers.Add(await StandInServer.StartAsync(map));
        return _servers[^1].Address;
    }

    private Task<string?> QueryAsync(string sql) => _store.WriteAsync(t => t.FirstOrDefaultAsync<string?>(sql), CancellationToken.None);

    private async Task<IReadOnlyList<Stored>> OutboxAsync() =>
        [.. await _store.WriteAsync(t => t.QueryAsync<Stored>("select event as Event, body as Body from outbox order by seq"), CancellationToken.None)];

    private sealed record Stored(string Event, string Body);
}
