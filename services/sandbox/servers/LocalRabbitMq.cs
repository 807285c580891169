using System.Globalization;

namespace Upgrades.Sandbox.Servers;

/// <summary>
/// A real RabbitMQ from Debian's package, on loopback with its data in a temporary folder, that can be stopped, killed and started
/// again where it was. With the management page and the shovels that its "Move messages" needs.
/// </summary>
public sealed class LocalRabbitMq : IAsyncDisposable
{
    private const string Bin = "/usr/lib/rabbitmq/bin/";
    private readonly string _folder;
    private readonly Dictionary<string, string> _environment;
    private readonly int _amqpPort = LoopbackPort.Free();
    private readonly int _managementPort = LoopbackPort.Free();
    private readonly int _namesPort = LoopbackPort.Free();
    private ServerProcess _server = null!;

    private LocalRabbitMq(string folder)
    {
        _folder = folder;
        _environment = new Dictionary<string, string>
        {
            ["HOME"] = folder,
            ["RABBITMQ_NODENAME"] = $"upgrades-{Environment.ProcessId}-{_amqpPort}@localhost",
            ["RABBITMQ_CONFIG_FILE"] = Path.Combine(folder, "rabbitmq.conf"),
            ["RABBITMQ_MNESIA_BASE"] = Path.Combine(folder, "mnesia"),
            ["RABBITMQ_LOG_BASE"] = Path.Combine(folder, "log"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(folder, "enabled_plugins"),
            ["RABBITMQ_PID_FILE"] = PidFile,
            ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
            ["RABBITMQ_DIST_PORT"] = Text(LoopbackPort.Free()),
            // Without busy waiting: it would take the cores from those it serves.
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none",
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["ERL_EPMD_PORT"] = Text(_namesPort),
        };
    }

    /// <summary><c>amqp://guest:guest@127.0.0.1:PORT</c>, the same after a restart.</summary>
    public Uri Amqp => new($"amqp://guest:guest@127.0.0.1:{_amqpPort}");

    public Uri Management => new($"http://127.0.0.1:{_managementPort}");

    public static bool IsInstalled => File.Exists(Bin + "rabbitmq-server");

    private string PidFile => Path.Combine(_folder, "rabbit.pid");

    /// <exception cref="InvalidOperationException">The package is not installed, or the server did not start.</exception>
    public static async Task<LocalRabbitMq> StartAsync(CancellationToken cancellationToken = default)
    {
        if (!IsInstalled)
        {
            throw new InvalidOperationException("No RabbitMQ here: apt-get install rabbitmq-server (./test, ./run chaos and ./run demo --five do it).");
        }

        var broker = new LocalRabbitMq(Directory.CreateTempSubdirectory("upgrades-rabbitmq-").FullName);
        await File.WriteAllTextAsync(Path.Combine(broker._folder, "rabbitmq.conf"),
            $"""
            listeners.tcp.1 = 127.0.0.1:{broker._amqpPort}
            management.tcp.ip = 127.0.0.1
            management.tcp.port = {broker._managementPort}
            log.file = false
            log.console = true
            log.console.level = warning

            """, cancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(broker._folder, "enabled_plugins"), "[rabbitmq_management, rabbitmq_shovel, rabbitmq_shovel_management].\n", cancellationToken);
        await broker.StartAgainAsync(cancellationToken);
        return broker;
    }

    /// <summary>Starts after <see cref="StopAsync"/> or <see cref="KillAsync"/>, with what is on its disk.</summary>
    public async Task StartAgainAsync(CancellationToken cancellationToken = default)
    {
        File.Delete(PidFile);
        _server = ServerProcess.Start(Bin + "rabbitmq-server", [], _environment);
        await _server.ListensAsync([_amqpPort, _managementPort], cancellationToken);
    }

    /// <summary>A clean stop, as an upgrade of the broker is one.</summary>
    public Task StopAsync() => EndAsync("TERM");

    /// <summary>SIGKILL: only what has reached the disk is left.</summary>
    public Task KillAsync() => EndAsync("KILL");

    /// <summary><c>rabbitmqctl …</c> against this server.</summary>
    public Task ControlAsync(params string[] arguments) => ServerProcess.RunAsync(Bin + "rabbitmqctl", ["-q", .. arguments], _environment, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        // The port mapper outlives the broker.
        await ServerProcess.Start("epmd", ["-port", Text(_namesPort), "-kill"], _environment).ExitAsync(CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }

    private async Task EndAsync(string signal)
    {
        // The process started above is a script around the one that matters. Without the file the server is ending already: a
        // Ctrl-C reaches every process of the terminal.
        if (!_server.HasExited && File.Exists(PidFile))
        {
            ServerProcess.Signal(await File.ReadAllTextAsync(PidFile), signal);
        }

        await _server.ExitAsync(CancellationToken.None);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
