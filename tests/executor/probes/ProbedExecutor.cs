using k8s;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Upgrades.Executor;
using Upgrades.Executor.Probes;
using Upgrades.Hosting.Kubernetes;
using Upgrades.Hosting.Probes;
using Upgrades.Hosting.Prometheus;
using Upgrades.Repository;
using Upgrades.Sandbox;
using Upgrades.Sandbox.Git;
using Upgrades.Sandbox.Kubernetes;
using Upgrades.Sandbox.Prometheus;

namespace Upgrades.Tests.Executor.Probes;

/// <summary>What the executor needs, and its probes with the clients that it uses itself.</summary>
internal sealed class ProbedExecutor : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Plans.Now);
    private readonly List<IDisposable> _clients = [];
    private StandInServer _clusterServer = null!;
    private StandInServer _prometheusServer = null!;

    private ProbedExecutor()
    {
        (Cluster, Prometheus) = (new ClusterStandIn(_time) { Token = "token-of-the-cluster" }, new PrometheusStandIn(_time) { Token = "token-of-prometheus" });
        Cluster.Add(new CronJobSpec { Namespace = "dbaas", Name = "postgresql-backup" });
        Cluster.Add(new CronJobSpec { Namespace = "immich", Name = "own-backup" });
    }

    public GitServer Git { get; private set; } = null!;

    public ClusterStandIn Cluster { get; }

    public PrometheusStandIn Prometheus { get; }

    public RepositoryOptions Repository { get; private set; } = null!;

    public KubernetesOptions Kubernetes { get; private set; } = null!;

    public PrometheusOptions Metrics { get; private set; } = null!;

    public ExecutorOptions Options { get; } = new();

    /// <param name="catalog">Its text; null: there is none.</param>
    public static async Task<ProbedExecutor> StartAsync(string? catalog = null)
    {
        var world = new ProbedExecutor();
        world.Git = await GitServer.StartAsync(Path.Combine(world._folder.Path, "server"), "robot", "secret");
        var files = new Dictionary<string, string> { ["README.md"] = "Ours\n" };
        if (catalog is not null)
        {
            files["upgrade-config.json"] = catalog;
        }

        await world.Git.CreateRepositoryAsync("infra", files);
        world._clusterServer = await StandInServer.StartAsync(world.Cluster.Map);
        world._prometheusServer = await StandInServer.StartAsync(world.Prometheus.Map);
        world.Repository = new RepositoryOptions
        {
            Url = world.Git.Url("infra").ToString(),
            Username = "robot",
            Password = "secret",
            MirrorFolder = Path.Combine(world._folder.Path, "mirror"),
        };
        world.Kubernetes = new KubernetesOptions { Url = world._clusterServer.Address, Token = "token-of-the-cluster", Timeout = TimeSpan.FromSeconds(10) };
        world.Metrics = new PrometheusOptions { Url = world._prometheusServer.Address, Token = "token-of-prometheus" };
        return world;
    }

    public async Task<ProbeResult> OneAsync<TProbe>(string dependency)
        where TProbe : IProbe => (await TryAsync<TProbe>()).Single(r => r.Dependency == dependency);

    /// <summary>With the settings as they are now.</summary>
    public Task<IReadOnlyList<ProbeResult>> TryAsync<TProbe>()
        where TProbe : IProbe
    {
        // A mirror belongs to one client.
        Repository.MirrorFolder = Path.Combine(_folder.Path, $"mirror-{_clients.Count}");
        var configuration = new KubernetesClientConfiguration { Host = Kubernetes.Url!.ToString(), AccessToken = Kubernetes.Token, HttpClientTimeout = Kubernetes.Timeout };
        var services = new ServiceCollection()
            .AddSingleton(Repository).AddSingleton(Kubernetes).AddSingleton(Metrics).AddSingleton(Options)
            .AddSingleton(new InfrastructureRepository(Repository, TimeProvider.System, NullLogger<InfrastructureRepository>.Instance))
            .AddSingleton<IKubernetes>(new k8s.Kubernetes(configuration))
            .AddSingleton<CatalogInRepository>()
            .AddSingleton<PrometheusClient>()
            .AddHttpClient().BuildServiceProvider();
        _clients.Add(services);
        return ActivatorUtilities.CreateInstance<TProbe>(services).TryAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(c => c.Dispose());
        await _clusterServer.DisposeAsync();
        await _prometheusServer.DisposeAsync();
        await Git.DisposeAsync();
        _folder.Dispose();
    }
}
