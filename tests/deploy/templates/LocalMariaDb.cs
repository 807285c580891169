using System.Diagnostics;
using System.Globalization;
using Upgrades.Sandbox.Servers;

namespace Upgrades.Tests.Deploy.Templates;

/// <summary>A real MariaDB from Debian's package, on loopback with its data in a temporary folder; it is asked through its own client.</summary>
internal sealed class LocalMariaDb : IAsyncDisposable
{
    private const string Username = "upgrades";
    private const string Password = "it's a \\ password";
    private static readonly bool AsOtherUser = Environment.UserName == "root";
    private readonly string _folder = Directory.CreateTempSubdirectory("upgrades-mariadb-").FullName;
    private readonly int _port = LoopbackPort.Free();
    private ServerProcess? _server;

    private string Socket => Path.Combine(_folder, "socket");

    public static async Task<LocalMariaDb> StartAsync()
    {
        if (!File.Exists("/usr/sbin/mariadbd"))
        {
            throw new InvalidOperationException("No MariaDB here: bash -c '. .ci/servers; need_mariadb'");
        }

        var server = new LocalMariaDb();
        var none = new Dictionary<string, string>();
        if (AsOtherUser)
        {
            await ServerProcess.RunAsync("chown", ["mysql:mysql", server._folder], none, CancellationToken.None);
        }

        string[] data = ["--no-defaults", $"--datadir={server._folder}/data"];
        var (install, arguments) = Command("mariadb-install-db", [.. data, "--auth-root-authentication-method=normal", "--skip-test-db"]);
        await ServerProcess.RunAsync(install, arguments, none, CancellationToken.None);
        var (program, options) = Command(
            "/usr/sbin/mariadbd",
            [.. data, $"--port={server._port}", "--bind-address=127.0.0.1", $"--socket={server.Socket}", $"--pid-file={server._folder}/pid", "--event-scheduler=ON"]);
        server._server = ServerProcess.Start(program, options, none);
        await server._server.ListensAsync([server._port], CancellationToken.None);
        var quoted = Password.Replace("'", "''", StringComparison.Ordinal).Replace("\\", "\\\\", StringComparison.Ordinal);
        var made = await TemplateJob.EndAsync(
            Start(["-S", server.Socket, "-u", "root"], $"create user '{Username}'@'%' identified by '{quoted}'; grant all on *.* to '{Username}'@'%'"));
        made.ExitCode.ShouldBe(0, made.Log);
        return server;
    }

    /// <summary>What a Job needs to know that is elsewhere than its manifest says.</summary>
    public Dictionary<string, string> Here(string dumps) => new()
    {
        ["MYSQL_HOST"] = "127.0.0.1",
        ["MYSQL_PORT"] = _port.ToString(CultureInfo.InvariantCulture),
        ["DUMPS"] = dumps,
        ["username"] = Username,
        ["password"] = Password,
    };

    public async Task<string> AskAsync(string database, string statements)
    {
        var end = await TemplateJob.EndAsync(StartClient(database, statements));
        end.ExitCode.ShouldBe(0, $"{statements}: {end.Log}");
        return end.Log;
    }

    public Process StartClient(string database, string statements) => Start(["-S", Socket, "-u", "root", "-N", "-B", database], statements);

    /// <summary>Everything in a database, as mariadb-dump writes it, one row a line.</summary>
    public async Task<string> StateAsync(string database)
    {
        var start = new ProcessStartInfo(
            "mariadb-dump",
            ["--no-defaults", "-S", Socket, "-u", "root", "--skip-dump-date", "--skip-extended-insert", "--order-by-primary", "--routines", "--events", "--triggers", database])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        var end = await TemplateJob.EndAsync(Process.Start(start)!);
        end.ExitCode.ShouldBe(0, end.Log);
        return end.Log;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            ServerProcess.Signal(await File.ReadAllTextAsync(Path.Combine(_folder, "pid")), "TERM");
            await _server.ExitAsync(CancellationToken.None);
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static Process Start(string[] arguments, string statements)
    {
        var start = new ProcessStartInfo("mariadb", ["--no-defaults", .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        process.StandardInput.Write(statements);
        process.StandardInput.Close();
        return process;
    }

    private static (string Program, string[] Arguments) Command(string program, params string[] arguments) => AsOtherUser
        ? ("setpriv", ["--reuid=mysql", "--regid=mysql", "--clear-groups", program, .. arguments])
        : (program, arguments);
}
