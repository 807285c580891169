using System.Globalization;

namespace Upgrades.Sandbox.Servers;

/// <summary>A real PostgreSQL from Debian's package, on loopback with its data in a temporary folder.</summary>
public sealed class LocalPostgres : IAsyncDisposable
{
    private const string Packages = "/usr/lib/postgresql";
    private const string Password = "password-of-the-sandbox";

    /// <summary>The server refuses to run as root, so there Debian's own user for it runs it.</summary>
    private static readonly bool AsOtherUser = Environment.UserName == "root";
    private static readonly IReadOnlyDictionary<string, string> ServerEnvironment = new Dictionary<string, string> { ["LC_ALL"] = "C" };
    private readonly string _folder;
    private readonly string _bin;
    private readonly int _port = LoopbackPort.Free();
    private ServerProcess _server = null!;

    private LocalPostgres(string folder, string bin) => (_folder, _bin) = (folder, bin);

    /// <summary>Npgsql connection string of a role that may make databases; database <c>postgres</c>.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Username=postgres;Password={Password};Database=postgres";

    private string Data => Path.Combine(_folder, "data");

    /// <exception cref="InvalidOperationException">The package is not installed, or the server did not start.</exception>
    public static async Task<LocalPostgres> StartAsync(CancellationToken cancellationToken = default)
    {
        var bin = Directory.Exists(Packages) ? Directory.GetDirectories(Packages).Order(StringComparer.Ordinal).Select(f => Path.Combine(f, "bin")).LastOrDefault() : null;
        if (bin is null || !File.Exists(Path.Combine(bin, "initdb")))
        {
            throw new InvalidOperationException("No PostgreSQL here: apt-get install postgresql (./test and ./run chaos do it).");
        }

        var server = new LocalPostgres(Directory.CreateTempSubdirectory("upgrades-postgres-").FullName, bin);
        var password = Path.Combine(server._folder, "password");
        await File.WriteAllTextAsync(password, Password, cancellationToken);
        if (AsOtherUser)
        {
            await ServerProcess.RunAsync("chown", ["-R", "postgres:postgres", server._folder], ServerEnvironment, cancellationToken);
        }

        var (program, arguments) = server.Command("initdb", "-D", server.Data, "-U", "postgres", "-A", "scram-sha-256", "--pwfile", password, "-E", "UTF8", "--no-sync");
        await ServerProcess.RunAsync(program, arguments, ServerEnvironment, cancellationToken);
        await server.StartAgainAsync(cancellationToken);
        return server;
    }

    /// <summary>Starts after <see cref="KillAsync"/>, with what is on its disk.</summary>
    public async Task StartAgainAsync(CancellationToken cancellationToken = default)
    {
        var (program, arguments) = Command(
            "postgres", "-D", Data, "-p", _port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1",
            "-c", $"unix_socket_directories={_folder}", "-c", "max_connections=300");
        _server = ServerProcess.Start(program, arguments, ServerEnvironment);
        await _server.ListensAsync([_port], cancellationToken);
        // It listens before it has recovered what was under way, and refuses everybody until then.
        await _server.SaysAsync(Path.Combine(_bin, "pg_isready"), ["-q", "-h", "127.0.0.1", "-p", _port.ToString(CultureInfo.InvariantCulture)], cancellationToken);
    }

    /// <summary>SIGKILL to the server: only what has reached the disk is left.</summary>
    public Task KillAsync() => EndAsync("KILL");

    public async ValueTask DisposeAsync()
    {
        // INT is the fast shutdown: sessions are ended instead of waited for.
        await EndAsync("INT");
        Directory.Delete(_folder, recursive: true);
    }

    private async Task EndAsync(string signal)
    {
        if (_server.HasExited)
        {
            return;
        }

        ServerProcess.Signal((await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid")))[0], signal);
        await _server.ExitAsync(CancellationToken.None);
    }

    private (string Program, string[] Arguments) Command(string program, params string[] arguments) => AsOtherUser
        ? ("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", Path.Combine(_bin, program), .. arguments])
        : (Path.Combine(_bin, program), arguments);
}
