using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.Charts;
using Upgrades.Sandbox.Git;
using Upgrades.Sandbox.GitHub;
using Upgrades.Sandbox.Kubernetes;
using Upgrades.Sandbox.Prometheus;
using Upgrades.Sandbox.Registry;
using Upgrades.Sandbox.Slack;
using Upgrades.Sandbox.UptimeKuma;
using Upgrades.Sandbox.Woodpecker;

namespace Upgrades.Sandbox.World;

/// <summary>
/// Everything around Upgrades, over HTTP on loopback: a git server, CI, a cluster, registries, GitHub, Slack, Uptime Kuma, Prometheus
/// and the services' own front doors. Runs in domain time; the services under trial reach it by <see cref="Settings"/> alone.
/// </summary>
public sealed class SmallWorld : IAsyncDisposable
{
    public const string Repository = "infra";

    private const string GitUser = "robot";
    private const string GitPassword = "git-password-of-the-sandbox";
    private const string Token = "token-of-the-sandbox";

    private readonly Dictionary<string, StandInServer> _servers = [];
    private readonly IReadOnlyList<FixtureService> _services;
    private readonly ScenarioBook _scenarios = new();

    private SmallWorld(IReadOnlyList<FixtureService> services, GitServer git, TimeProvider time)
    {
        (_services, Git) = (services, git);
        Cluster = new ClusterStandIn(time) { Token = Token, BehaviourOf = _scenarios.BehaviourOf };
        Woodpecker = new WoodpeckerStandIn(time, "operator", Repository) { Token = Token };
        UptimeKuma = new UptimeKumaStandIn(Monitors) { ApiKey = Token };
        Prometheus = new PrometheusStandIn(time) { Token = Token };
        GitHub = new GitHubStandIn { Token = Token };
        Ci = new ContinuousIntegration(git, Cluster, Woodpecker, services);
    }

    public GitServer Git { get; }

    public ClusterStandIn Cluster { get; }

    public WoodpeckerStandIn Woodpecker { get; }

    public ContinuousIntegration Ci { get; }

    public GitHubStandIn GitHub { get; }

    public RegistryStandIn Registry { get; } = new();

    /// <summary>Every repository with an <c>index.yaml</c>; those of the fixtures' own charts are empty until somebody fills them.</summary>
    public ChartRepositoryStandIn Charts { get; } = new();

    public SlackStandIn Slack { get; } = new();

    public UptimeKumaStandIn UptimeKuma { get; }

    /// <summary>What front doors answer in place of what stands behind them, by host; null: what the cluster says.</summary>
    public Func<string, int?> FrontDoor { get; set; } = _ => null;

    public PrometheusStandIn Prometheus { get; }

    /// <summary>Configuration keys (<c>Section:Name</c>) by which a process finds all of it.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Repository:Url"] = Git.Url(Repository).ToString(),
        ["Repository:Username"] = GitUser,
        ["Repository:Password"] = GitPassword,
        ["Kubernetes:Url"] = Address("kubernetes"),
        ["Kubernetes:Token"] = Token,
        ["Woodpecker:Url"] = Address("woodpecker"),
        ["Woodpecker:Token"] = Token,
        ["Woodpecker:Repository"] = $"operator/{Repository}",
        ["GitHub:Url"] = Address("github"),
        ["GitHub:Token"] = Token,
        ["Registry:Hosts:0:Domain"] = "*",
        ["Registry:Hosts:0:Url"] = Address("registry"),
        ["Charts:Hosts:0:Domain"] = "*",
        ["Charts:Hosts:0:Url"] = Address("charts"),
        ["UptimeKuma:Url"] = Address("uptime-kuma"),
        ["UptimeKuma:ApiKey"] = Token,
        ["Prometheus:Url"] = Address("prometheus"),
        ["Prometheus:Token"] = Token,
        ["HttpChecks:Scheme"] = "http",
        ["HttpChecks:Address"] = Address("front-doors"),
        ["Slack:WebhookUrl"] = Address("slack") + SlackStandIn.WebhookPath[1..],
        ["Slack:ApiUrl"] = Address("slack") + SlackStandIn.ApiPath[1..],
        ["Slack:MessagesPerSecond"] = "0",
        ["Slack:Digest"] = "Off",
    };

    /// <param name="folder">The bare repository will be <c>FOLDER/infra.git</c>.</param>
    /// <param name="time">Domain time, shared with the services under trial.</param>
    public static async Task<SmallWorld> StartAsync(string folder, IReadOnlyList<FixtureService> services, TimeProvider time)
    {
        var git = await GitServer.StartAsync(folder, GitUser, GitPassword);
        await git.CreateRepositoryAsync(Repository, FixtureRepository.Files(services));
        var world = new SmallWorld(services, git, time);
        world.Populate(time.GetUtcNow() - TimeSpan.FromDays(30));
        world._servers["kubernetes"] = await StandInServer.StartAsync(world.Cluster.Map);
        world._servers["woodpecker"] = await StandInServer.StartAsync(world.Woodpecker.Map);
        world._servers["github"] = await StandInServer.StartAsync(world.GitHub.Map);
        world._servers["registry"] = await StandInServer.StartAsync(world.Registry.Map);
        world._servers["charts"] = await StandInServer.StartAsync(world.Charts.Map);
        world._servers["slack"] = await StandInServer.StartAsync(world.Slack.Map);
        world._servers["uptime-kuma"] = await StandInServer.StartAsync(world.UptimeKuma.Map);
        world._servers["front-doors"] = await StandInServer.StartAsync(new FrontDoors.FrontDoors(host => world.FrontDoor(host) ?? world.Cluster.AnswerOf(host)).Map);
        world._servers["prometheus"] = await StandInServer.StartAsync(world.Prometheus.Map);
        return world;
    }

    /// <summary>From now on these versions of a service behave so, in all its containers that are not init containers.</summary>
    /// <param name="versions">Asked with the tag, without the container's suffix.</param>
    public void Behave(string stack, Func<string, bool> versions, ImageBehaviour behaviour)
    {
        var service = _services.Single(s => s.Stack == stack);
        foreach (var container in service.Containers.Where(c => !c.Init))
        {
            _scenarios.Add(ImageReference.Parse(container.Image).Name, container.TagSuffix, versions, behaviour);
        }
    }

    /// <summary>Every version of the service above the one it runs now crashes at start.</summary>
    /// <param name="afterMigration">Not before it has moved the database on, so that the old version cannot read it any more.</param>
    public void Break(string stack, bool afterMigration = false)
    {
        var from = _services.Single(s => s.Stack == stack).From;
        var crash = new ImageBehaviour.CrashLoop(1, ["Loading configuration", "fatal: STORE_ENCRYPTION_KEY is required since this version"]);
        Behave(stack, tag => TagComparison.Compare(from, tag) != TagOrder.Same, afterMigration ? new ImageBehaviour.MigratesDatabase(crash) : crash);
    }

    /// <summary>Stacks whose workload is not what the branch's head says.</summary>
    public async Task<IReadOnlyList<string>> DriftAsync()
    {
        var files = await Git.ReadAllAsync(Repository, await Git.HeadAsync(Repository));
        List<string> drifted = [];
        foreach (var service in _services)
        {
            var written = FixtureReader.Read(service, files[service.Path]);
            var running = Cluster.Workload(service.Stack, service.Stack);
            if (running is null || !running.Containers.Concat(running.InitContainers).SequenceEqual(written.Containers.Concat(written.InitContainers)))
            {
                drifted.Add(service.Stack);
            }
        }

        return drifted;
    }

    public async ValueTask DisposeAsync()
    {
        await Ci.DisposeAsync();
        Woodpecker.Dispose();
        foreach (var server in _servers.Values)
        {
            await server.DisposeAsync();
        }

        await Git.DisposeAsync();
    }

    private string Address(string system) => _servers[system].Address.ToString();

    /// <param name="since">Since when everything has been running.</param>
    private void Populate(DateTimeOffset since)
    {
        Cluster.Add(new CronJobSpec { Namespace = SharedBackups.Namespace, Name = SharedBackups.PostgreSql, LogLines = ["dump of 11 databases: 734003200 bytes"] });
        Cluster.Add(new CronJobSpec { Namespace = SharedBackups.Namespace, Name = SharedBackups.MySql, LogLines = ["dump of 9 databases: 241172480 bytes"] });
        foreach (var service in _services)
        {
            Cluster.Apply(service.Workload, since);
            if (service.Restore is not null)
            {
                Cluster.Add(Restores.Spec(service));
            }

            if (service.Database == FixtureDatabase.OwnPostgreSql)
            {
                Cluster.Add(new CronJobSpec { Namespace = service.Stack, Name = SharedBackups.PostgreSql, LogLines = ["dump of 1 database: 104857600 bytes"] });
            }
        }

        var tags = from service in _services
                   from container in service.Containers
                   from version in (string[])[service.From, .. service.OtherTags, service.To]
                   group version + container.TagSuffix by ImageReference.Parse(container.Image).Path;
        foreach (var image in tags)
        {
            Registry.AddImage(image.Key, image.Distinct());
        }

        // What is looked after by hand (FixtureRepository) is not behind.
        Charts.AddChart("/helm-charts", "kube-prometheus-stack", new ChartSpec("75.6.0", "v0.83.0"));
        foreach (var service in _services.Where(s => s.Place == VersionPlace.Chart))
        {
            Charts.AddChart(new Uri(FixtureText.ChartRepository).AbsolutePath, service.Stack, service.Charts);
        }

        Charts.AddChart(new Uri(FixtureRepository.MonitoringCharts).AbsolutePath, FixtureRepository.MonitoringChart, new ChartSpec(FixtureRepository.MonitoringVersion, "v0.83.0"));
        foreach (var source in _services.Where(s => s.Source is not null).DistinctBy(s => s.Source))
        {
            GitHub.AddRepository(source.Source!, source.Releases);
        }
    }

    private IEnumerable<MonitorView> Monitors() =>
        _services.Select((s, i) => new MonitorView(i + 1, s.Stack, $"https://{s.Host}/", Cluster.AnswerOf(s.Host) is >= 200 and < 400 or 401 ? 1 : 0));
}
