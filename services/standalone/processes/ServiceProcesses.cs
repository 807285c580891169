using Upgrades.Standalone.Demo;

namespace Upgrades.Standalone.Processes;

/// <summary>The five services as processes: one that is all of them, or each alone.</summary>
internal sealed class ServiceProcesses : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly string[] Services = [.. AllServices.Definitions.Select(d => d.Name)];
    private readonly Dictionary<string, ServiceProcess> _processes;

    private ServiceProcesses(Dictionary<string, ServiceProcess> processes) => _processes = processes;

    public ServiceAddresses Addresses => new(this["ingest"].Address, this["executor"].Address, this["notifier"].Address);

    /// <summary>Where each process listens.</summary>
    public IEnumerable<Uri> All => _processes.Values.Distinct().Select(p => p.Address);

    /// <summary>The process that runs this service.</summary>
    public ServiceProcess this[string service] => _processes[service];

    public static ServiceProcesses One(IReadOnlyDictionary<string, string> settings)
    {
        var serve = ServiceProcess.Serve(settings);
        return new ServiceProcesses(Services.ToDictionary(s => s, _ => serve));
    }

    /// <summary>Their mirrors of the repository are their own, as in pods.</summary>
    public static ServiceProcesses Five(IReadOnlyDictionary<string, string> settings) => new(Services.ToDictionary(
        s => s,
        s => ServiceProcess.Of(s, new Dictionary<string, string>(settings)
        {
            ["Repository:MirrorFolder"] = $"{settings["Repository:MirrorFolder"]}-{s}",
            ["Log:Level"] = "Warning",
        })));

    public void Start()
    {
        foreach (var process in _processes.Values.Distinct())
        {
            process.Start();
        }
    }

    /// <summary>Waits until each is ready: its queues are bound.</summary>
    /// <exception cref="InvalidOperationException">One has ended instead; with what it printed last.</exception>
    public async Task ReadyAsync(HttpClient http, CancellationToken cancellationToken)
    {
        foreach (var process in _processes.Values.Distinct())
        {
            while (!await process.IsReadyAsync(http, cancellationToken))
            {
                if (process.HasExited)
                {
                    throw new InvalidOperationException($"{process.Name} ended with exit code {process.ExitCode}:\n{process.LastLines()}");
                }

                await Task.Delay(Look, TimeProvider.System, cancellationToken);
            }
        }
    }

    /// <summary>What each printed last.</summary>
    public string LastLines() => string.Join('\n', _processes.Values.Distinct().Select(p => $"{p.Name}: {p.LastLines()}"));

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes.Values.Distinct())
        {
            await process.DisposeAsync();
        }
    }
}
