using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor;
using Upgrades.Executor.Rebuild;
using Upgrades.Hosting;
using Upgrades.Hosting.Bus;
using Upgrades.Hosting.Probes;
using Upgrades.Hosting.State;
using Upgrades.Sandbox;
using Upgrades.Sandbox.Git;
using Upgrades.Sandbox.Kubernetes;

namespace Upgrades.Tests.Executor;

/// <summary>The service alone as its own process would run it, a git server, a cluster, and a clock that the test moves.</summary>
internal sealed class ExecutorWorld : IAsyncDisposable
{
    private const string Token = "operator-token-0123";
    private readonly TemporaryFolder _folder = new();
    private StandInServer _clusterServer = null!;
    private WebApplication? _app;

    private ExecutorWorld() => Cluster = new ClusterStandIn(Time);

    public FakeTimeProvider Time { get; } = new(Plans.Now);

    public ClusterStandIn Cluster { get; }

    public GitServer Git { get; private set; } = null!;

    public Dictionary<string, string?> Settings { get; } = [];

    public Task<string> HeadAsync() => Git.HeadAsync("infra");

    public Task<IReadOnlyList<GitLogEntry>> LogAsync() => Git.LogAsync("infra");

    public async Task<string> TextAsync(string stack) => (await Git.ReadAsync("infra", "master", Plans.Path(stack)))!;

    /// <param name="stacks">Each at version 1.0.</param>
    public static Task<ExecutorWorld> StartAsync(params string[] stacks) => StartOnAsync(database: null, stacks);

    /// <param name="database">The value of <c>State:Postgres</c>; null: SQLite.</param>
    /// <param name="stacks">Each at version 1.0.</param>
    public static async Task<ExecutorWorld> StartOnAsync(string? database, params string[] stacks)
    {
        var world = new ExecutorWorld();
        world.Settings["State:Postgres"] = database;
        await world.BuildAsync(stacks);
        await world.StartServiceAsync();
        return world;
    }

    /// <summary>In a method of its own: MassTransit keeps the first host's loggers in an async-local.</summary>
    public async Task StartServiceAsync()
    {
        var definition = ExecutorService.Definition;
        _app = UpgradesHost.Build(
            [definition with
            {
                AddServices = builder =>
                {
                    builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Time));
                    definition.AddServices(builder);
                },
            }],
            configuration => configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Http:Url"] = "http://127.0.0.1:0",
                ["State:Folder"] = System.IO.Path.Combine(_folder.Path, "state"),
                ["Log:Level"] = "Fatal",
                ["Operator:Token"] = Token,
                ["Repository:Url"] = Git.Url("infra").ToString(),
                ["Repository:Name"] = Plans.Repository,
                ["Repository:Username"] = "robot",
                ["Repository:Password"] = "secret",
                ["Repository:MirrorFolder"] = System.IO.Path.Combine(_folder.Path, "mirror"),
                ["Kubernetes:Url"] = _clusterServer.Address.ToString(),
            }).AddInMemoryCollection(Settings));
        await _app.StartAsync();
        if (Git.Hold.AnswerStatus is not null)
        {
            return;
        }

        await Eventually.TrueAsync(
            () => Store.WriteAsync(async t => !await RebuildRows.IsDueAsync(t), CancellationToken.None), "what git tells is read back");
    }

    /// <summary>Whatever it is doing is broken off, as by a kill: nothing more is stored.</summary>
    public async Task StopServiceAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
        _app = null;
    }

    /// <summary>The disk with the store is lost while the service is stopped.</summary>
    public async Task LoseStoreAsync()
    {
        await StopServiceAsync();
        foreach (var file in Directory.GetFiles(System.IO.Path.Combine(_folder.Path, "state"), "executor.db*"))
        {
            File.Delete(file);
        }

        await StartServiceAsync();
    }

    /// <summary>Over the bus, from a stored event, as another service would.</summary>
    public Task PublishAsync<TEvent>(TEvent message)
        where TEvent : class => Store.WriteAsync(
            t =>
            {
                t.Publish(message);
                return Task.CompletedTask;
            },
            CancellationToken.None);

    /// <summary>As the bus hands it over; returns when it is consumed.</summary>
    public Task DeliverAsync<TEvent>(TEvent message)
        where TEvent : class => _app!.Services.GetRequiredKeyedService<IConsume<TEvent>>(new Endpoint(ExecutorService.Name, typeof(TEvent)).Queue)
            .ConsumeAsync(message, CancellationToken.None);

    /// <summary>Brings the plan to where its first commit is being watched, without a backup's time passing.</summary>
    public async Task<UpgradeApplied> ApplyAsync(UpgradePlanned plan)
    {
        await DeliverAsync(plan);
        await BaselineAsync(plan);
        return await NextAsync<UpgradeApplied>(1, e => e.UpgradeId == plan.UpgradeId);
    }

    /// <summary>The verifier's answer, when it has been asked.</summary>
    public async Task BaselineAsync(UpgradePlanned plan)
    {
        await NextAsync<UpgradeStarted>(1, e => e.UpgradeId == plan.UpgradeId);
        await DeliverAsync(new BaselineRecorded { UpgradeId = plan.UpgradeId, Stack = plan.Stack, Problems = [] });
    }

    public Task SucceedAsync(UpgradeApplied applied) => applied.Step < applied.StepCount
        ? DeliverAsync(new StepVerified
        {
            UpgradeId = applied.UpgradeId,
            Stack = applied.Stack,
            Step = applied.Step,
            StepCount = applied.StepCount,
            Kind = applied.Kind,
            CommitSha = applied.CommitSha,
            Images = applied.Images,
            Checks = [],
        })
        : DeliverAsync(new UpgradeSucceeded
        {
            UpgradeId = applied.UpgradeId,
            Stack = applied.Stack,
            Step = applied.Step,
            StepCount = applied.StepCount,
            Kind = applied.Kind,
            CommitSha = applied.CommitSha,
            Images = applied.Images,
            Checks = [],
        });

    public static UpgradeRolledBack RolledBack(UpgradeApplied undo) => new()
    {
        UpgradeId = undo.UpgradeId,
        Stack = undo.Stack,
        Step = undo.Step,
        Cause = FailureCause.Version,
        Reason = "crash loop",
        Images = undo.Images,
        FailedVersion = undo.Images[0].From,
        RunningVersion = undo.Images[0].To,
        UndoCommit = undo.CommitSha,
        DatabaseRestored = false,
        Checks = [],
    };

    /// <summary>The n-th such event that the service has stored to go out.</summary>
    public Task<TEvent> NextAsync<TEvent>(int number = 1, Func<TEvent, bool>? which = null, bool timePasses = false)
        where TEvent : class => Eventually.GetAsync(
            async () =>
            {
                if (timePasses)
                {
                    Time.Advance(TimeSpan.FromSeconds(1));
                }

                return (await PublishedAsync<TEvent>()).Where(which ?? (_ => true)).ElementAtOrDefault(number - 1);
            },
            $"{typeof(TEvent).Name} number {number}");

    public async Task<IReadOnlyList<TEvent>> PublishedAsync<TEvent>() => [.. (await Store.WriteAsync(
        t => t.QueryAsync<string>("select body from outbox where event = @name order by seq", new { name = typeof(TEvent).Name }), CancellationToken.None))
        .Select(body => JsonSerializer.Deserialize<TEvent>(body, EventJson.Options)!)];

    public Task<long> PublishedCountAsync() => Store.WriteAsync(t => t.FirstOrDefaultAsync<long>("select count(*) from outbox"), CancellationToken.None);

    public async Task<UpgradeRow> RowAsync(UpgradePlanned plan) =>
        (await _app!.Services.GetRequiredService<UpgradeRows>().FindAsync(plan.UpgradeId.ToString(), CancellationToken.None))!;

    public Task<UpgradeRow> RowAsync(UpgradePlanned plan, Func<UpgradeRow, bool> until, bool timePasses = false) => Eventually.GetAsync(
        async () =>
        {
            if (timePasses)
            {
                Time.Advance(TimeSpan.FromSeconds(1));
            }

            return await RowAsync(plan) is { } row && until(row) ? row : null;
        },
        $"{plan.Stack} in the expected state");

    /// <summary>Everything that the executor needs is tried, as it is every few minutes.</summary>
    public Task ProbeAsync() => _app!.Services.GetRequiredKeyedService<ProbeLoop>(ExecutorService.Name).TryAllAsync(CancellationToken.None);

    public async Task<(int Status, JsonElement Body)> OperateAsync(HttpMethod method, string path, string? body = null, string token = Token)
    {
        using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(_app!.Urls.Single()) };
        using var request = new HttpRequestMessage(method, "/operator/executor/" + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await StopServiceAsync();
        }

        await Git.DisposeAsync();
        await _clusterServer.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Does the process run this beside its loops?</summary>
    public bool Runs<THosted>()
        where THosted : IHostedService => _app!.Services.GetServices<IHostedService>().OfType<THosted>().Any();

    public StateStore Store => _app!.Services.GetRequiredKeyedService<StateStore>(ExecutorService.Name);

    private async Task BuildAsync(string[] stacks)
    {
        Git = await GitServer.StartAsync(System.IO.Path.Combine(_folder.Path, "server"), "robot", "secret");
        await Git.CreateRepositoryAsync("infra", stacks.ToDictionary(Plans.Path, s => Plans.Terraform(s, "1.0")).Append(new("README.md", "Ours\n")).ToDictionary());
        _clusterServer = await StandInServer.StartAsync(Cluster.Map);
    }
}
