using System.Globalization;
using Upgrades.Hosting.Time;
using Upgrades.Sandbox.Servers;
using Upgrades.Sandbox.World;
using Upgrades.Standalone.Demo;
using Upgrades.Standalone.Processes;

namespace Upgrades.Standalone.Chaos;

/// <summary>The small world, real servers, and five processes in it with a wire each that can be cut.</summary>
internal sealed class ChaosWorld : IAsyncDisposable
{
    private const string WebhookSecret = "webhook-secret-of-the-chaos";
    private const string OperatorToken = "operator-token-of-the-chaos";
    private readonly Stack<IAsyncDisposable> _parts = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler()) { Timeout = TimeSpan.FromSeconds(10) };

    private ChaosWorld(string folder) => Folder = folder;

    /// <summary>Stores, mirrors and the repository of the run; gone with it unless <see cref="KeepsFolder"/>.</summary>
    public string Folder { get; }

    public bool KeepsFolder { get; set; }

    public SmallWorld Small { get; private set; } = null!;

    public LocalRabbitMq Broker { get; private set; } = null!;

    public TcpProxy GitWire { get; private set; } = null!;

    public EventWitness Witness { get; private set; } = null!;

    public Household House { get; private set; } = null!;

    public DemoClient Client { get; private set; } = null!;

    public static async Task<ChaosWorld> StartAsync(ChaosOptions options, IReadOnlyList<FixtureService> services, CancellationToken cancellationToken)
    {
        var world = new ChaosWorld(Directory.CreateTempSubdirectory("upgrades-chaos-").FullName);
        try
        {
            await world.OpenAsync(options, services, cancellationToken);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_parts.TryPop(out var part))
        {
            await part.DisposeAsync();
        }

        _http.Dispose();
        if (!KeepsFolder)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private async Task OpenAsync(ChaosOptions options, IReadOnlyList<FixtureService> services, CancellationToken cancellationToken)
    {
        var origin = TimeProvider.System.GetUtcNow();
        Small = Keep(await SmallWorld.StartAsync(Path.Combine(Folder, "git"), services, new ScaledTimeProvider(origin, options.Scale)));
        Broker = Keep(await LocalRabbitMq.StartAsync(cancellationToken));
        var postgres = options.Postgres ? Keep(await LocalPostgres.StartAsync(cancellationToken)) : null;
        Witness = Keep(new EventWitness(Broker.Amqp));
        await Witness.StartAsync(cancellationToken);
        GitWire = Keep(new TcpProxy(Small.Git.Url(SmallWorld.Repository).Port));
        House = Keep(new Household([.. AllServices.Definitions.Select(d => NewMember(d.Name, options, origin, postgres))], _http));
        await House.StartAsync(cancellationToken);
        Uri At(string service) => House.Members.First(m => m.Name == service).Process.Address;
        Client = new DemoClient(_http, new ServiceAddresses(At("ingest"), At("executor"), At("notifier")), WebhookSecret, OperatorToken);
    }

    private Member NewMember(string service, ChaosOptions options, DateTimeOffset origin, LocalPostgres? postgres)
    {
        var wire = new TcpProxy(Broker.Amqp.Port);
        var settings = new Dictionary<string, string>(Small.Settings)
        {
            ["Bus:Url"] = new UriBuilder(Broker.Amqp) { Port = wire.Port }.Uri.ToString(),
            ["State:Folder"] = Path.Combine(Folder, "state"),
            ["Repository:MirrorFolder"] = Path.Combine(Folder, "mirrors", service),
            ["Repository:Url"] = new UriBuilder(Small.Git.Url(SmallWorld.Repository)) { Port = GitWire.Port }.Uri.ToString(),
            ["Time:Scale"] = options.Scale.ToString(CultureInfo.InvariantCulture),
            ["Time:Origin"] = origin.ToString("O"),
            ["Log:Level"] = "Warning",
            ["Ingest:Secret"] = WebhookSecret,
            ["Operator:Token"] = OperatorToken,
        };
        if (postgres is not null)
        {
            settings["State:Postgres"] = postgres.ConnectionString;
        }

        return new Member(ServiceProcess.Of(service, settings), wire);
    }

    private T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        _parts.Push(part);
        return part;
    }
}
