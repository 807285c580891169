using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Upgrades.Hosting;
using Upgrades.Hosting.Time;
using Upgrades.Sandbox.Git;
using Upgrades.Sandbox.World;
using Upgrades.Standalone;
using Upgrades.Standalone.Chaos;
using Upgrades.Standalone.Demo;
using Upgrades.Standalone.Processes;

namespace Upgrades.Tests.Pipeline;

/// <summary>
/// The small world and all five services, spoken to from the outside only: webhooks and operator's calls go in; commits, Jobs,
/// Slack posts and the timeline are looked at.
/// </summary>
internal sealed partial class PipelineWorld : IAsyncDisposable
{
    public const string WebhookSecret = "0123456789abcdef";
    public const string OperatorToken = "operator-token-0123";

    /// <summary>Ten minutes of domain time pass in three seconds.</summary>
    private const double Scale = 200;

    private readonly TemporaryFolder _folder;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly DateTimeOffset _origin;

    private ServiceAddresses _at = null!;

    private PipelineWorld(SmallWorld world, TemporaryFolder folder, IReadOnlyList<FixtureService> services, IReadOnlyDictionary<string, string> settings, DateTimeOffset origin) =>
        (World, _folder, Services, _settings, _origin) = (world, folder, services, settings, origin);

    public SmallWorld World { get; }

    public IReadOnlyList<FixtureService> Services { get; }

    /// <summary>Null when the services are elsewhere.</summary>
    public WebApplication? App { get; private set; }

    /// <summary>Null when the services are in this process.</summary>
    public ServiceProcesses? Processes { get; private set; }

    public HttpClient Http { get; private set; } = null!;

    public DemoClient Client { get; private set; } = null!;

    /// <summary>The first commit of the repository.</summary>
    public string Start { get; private set; } = "";

    public static Task<PipelineWorld> StartAsync(FixtureService[] services, params (string Key, string Value)[] settings) =>
        StartAsync(services, servicesElsewhere: false, settings);

    /// <param name="servicesElsewhere">The services are processes of their own, see <see cref="UseAsync(ServiceProcesses)"/>.</param>
    public static async Task<PipelineWorld> StartAsync(FixtureService[] services, bool servicesElsewhere, params (string Key, string Value)[] settings)
    {
        var folder = new TemporaryFolder();
        var origin = TimeProvider.System.GetUtcNow();
        var world = await SmallWorld.StartAsync(Path.Combine(folder.Path, "git"), services, new ScaledTimeProvider(origin, Scale));
        var pipeline = new PipelineWorld(world, folder, services, settings.ToDictionary(s => s.Key, s => s.Value), origin)
        {
            Start = await world.Git.HeadAsync(SmallWorld.Repository),
        };
        if (!servicesElsewhere)
        {
            await pipeline.StartServicesAsync();
        }

        return pipeline;
    }

    /// <summary>Starts them, speaks to them as soon as they listen, and ends them with this world.</summary>
    public Task UseAsync(ServiceProcesses processes)
    {
        Processes = processes;
        processes.Start();
        return UseAsync(processes.Addresses);
    }

    /// <summary>Speaks to services at this address from now on, as soon as they listen.</summary>
    public Task UseAsync(Uri address) => UseAsync(ServiceAddresses.One(address));

    private async Task UseAsync(ServiceAddresses at)
    {
        Http?.Dispose();
        Http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = at.Executor };
        _at = at;
        Client = new DemoClient(Http, at, WebhookSecret, OperatorToken);
        await AnswersAsync();
    }

    /// <summary>Waits until the services that are spoken to listen.</summary>
    public async Task AnswersAsync()
    {
        foreach (var address in (Uri[])[_at.Ingest, _at.Executor, _at.Notifier])
        {
            await Eventually.TrueAsync(() => IsGoodAsync(new Uri(address, "/health/live")), $"{address} answers");
        }
    }

    /// <summary>Waits until each process is ready: its queues are bound.</summary>
    public async Task ReadyAsync()
    {
        foreach (var address in Processes!.All)
        {
            await Eventually.TrueAsync(() => IsGoodAsync(new Uri(address, "/health/ready")), $"{address} is ready");
        }
    }

    /// <summary>What a process needs to take part in this world.</summary>
    public IReadOnlyDictionary<string, string> ProcessSettings
    {
        get
        {
            var settings = new Dictionary<string, string>(World.Settings)
            {
                ["Http:Url"] = "http://127.0.0.1:0",
                ["State:Folder"] = Path.Combine(_folder.Path, "state"),
                ["Repository:MirrorFolder"] = Path.Combine(_folder.Path, "mirror"),
                ["Time:Scale"] = Scale.ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["Time:Origin"] = _origin.ToString("O"),
                ["Log:Level"] = "Fatal",
                ["Ingest:Secret"] = WebhookSecret,
                ["Operator:Token"] = OperatorToken,
                // Else somebody would be asked something every second.
                ["Probes:Interval"] = "00:20:00",
            };
            foreach (var (key, value) in _settings)
            {
                settings[key] = value;
            }

            return settings;
        }
    }

    private async Task StartServicesAsync()
    {
        App = UpgradesHost.Build(AllServices.Definitions, configuration => configuration
            .AddInMemoryCollection(ProcessSettings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))));
        await App.StartAsync();
        await UseAsync(new Uri(App.Urls.Single()));
    }

    private async Task<bool> IsGoodAsync(Uri page)
    {
        try
        {
            using var answer = await Http.GetAsync(page);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>The operator writes something into the catalog, or changes other files by hand; what is told of commits begins after it.</summary>
    public async Task PrepareAsync(Action<JsonObject>? catalog = null, IReadOnlyDictionary<string, string>? files = null)
    {
        var changes = (files ?? new Dictionary<string, string>()).ToDictionary(f => f.Key, f => (string?)f.Value);
        if (catalog is not null)
        {
            var text = JsonNode.Parse((await World.Git.ReadAsync(SmallWorld.Repository, await World.Git.HeadAsync(SmallWorld.Repository), "upgrade-config.json"))!)!.AsObject();
            catalog(text);
            changes["upgrade-config.json"] = text.ToJsonString();
        }

        Start = await World.Git.CommitAsync(SmallWorld.Repository, changes, "by hand");
    }

    /// <summary>Somebody else changes a file of the repository while upgrades are under way.</summary>
    public async Task<string> EditAsync(string path, Func<string, string> edit)
    {
        var text = (await World.Git.ReadAsync(SmallWorld.Repository, await World.Git.HeadAsync(SmallWorld.Repository), path))!;
        return await World.Git.CommitAsync(SmallWorld.Repository, new Dictionary<string, string?> { [path] = edit(text) }, "by a person");
    }

    /// <summary>Everything that Slack was told so far, as one text.</summary>
    public string Told => string.Join('\n', World.Slack.Messages);

    /// <summary>DIUN reports the service's new tag.</summary>
    public async Task<string> ReportAsync(string stack) => (await Client.ReportAsync(Service(stack), CancellationToken.None)).Outcome;

    /// <summary>DIUN reports another tag of the service.</summary>
    public async Task<string> ReportAsync(string stack, string tag) =>
        (await Client.ReportAsync(Service(stack) with { To = tag }, CancellationToken.None)).Outcome;

    /// <summary>DIUN reports an image that may be none of the services'.</summary>
    public async Task<string> ReportImageAsync(string image, string tag) => (await Client.ReportAsync(
        Services[0] with { Containers = [new FixtureContainer("any", image)], To = tag }, CancellationToken.None)).Outcome;

    /// <summary>Everything on the timeline, oldest first.</summary>
    public async Task<IReadOnlyList<object>> EventsAsync() => [.. (await Client.EventsAsync(0, CancellationToken.None)).Select(e => e.Event)];

    /// <summary>Waits for an event and returns the first of its kind.</summary>
    public Task<TEvent> EventAsync<TEvent>(Func<TEvent, bool>? where = null)
        where TEvent : class => WaitAsync(
            async () => (await EventsAsync()).OfType<TEvent>().FirstOrDefault(where ?? (_ => true)), $"{typeof(TEvent).Name}");

    /// <summary>Waits for what became of the stack's first upgrade.</summary>
    public Task<object> OutcomeAsync(string stack) => WaitAsync(
        async () => (await EventsAsync()).FirstOrDefault(e => Outcome.Of(e)?.Stack == stack), $"the outcome of {stack}");

    /// <summary>Commits after the first, newest first.</summary>
    public async Task<IReadOnlyList<GitLogEntry>> LogAsync() =>
        [.. (await World.Git.LogAsync(SmallWorld.Repository)).TakeWhile(e => e.Sha != Start)];

    public async Task<IReadOnlyList<string>> SubjectsAsync() => [.. (await LogAsync()).Select(e => e.Subject)];

    /// <summary>The stack's Terraform now, and as it was at first.</summary>
    public async Task<(string Before, string Now)> TextAsync(string stack) => (
        (await World.Git.ReadAsync(SmallWorld.Repository, Start, Service(stack).Path))!,
        (await World.Git.ReadAsync(SmallWorld.Repository, await World.Git.HeadAsync(SmallWorld.Repository), Service(stack).Path))!);

    /// <summary>Waits until Slack has been told something that contains this.</summary>
    public Task<string> ToldAsync(string words) => WaitAsync(
        () => Task.FromResult(World.Slack.Messages.FirstOrDefault(m => m.Contains(words, StringComparison.Ordinal))), $"a Slack message with \"{words}\"");

    /// <summary>Images that the workload of the stack has now.</summary>
    public IEnumerable<string> Running(string stack) => World.Cluster.Workload(stack, stack)!.Containers.Select(c => c.Image);

    public FixtureService Service(string stack) => Services.Single(s => s.Stack == stack);

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        if (App is not null)
        {
            await App.StopAsync();
            await App.DisposeAsync();
        }

        if (Processes is not null)
        {
            await Processes.DisposeAsync();
        }

        await World.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<T> WaitAsync<T>(Func<Task<T?>> look, string what)
        where T : class
    {
        try
        {
            return await Eventually.GetAsync(look, what);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\nEvents: {string.Join(", ", (await EventsAsync()).Select(m => m.GetType().Name))}\n{Processes?.LastLines()}", e);
        }
    }
}
