using System.Diagnostics;
using System.Net.Sockets;
using Upgrades.Sandbox.Servers;

namespace Upgrades.Tests.Repository;

/// <summary>OpenSSH's real server on loopback, for this user alone, with one key that it lets in.</summary>
internal sealed class SshServer : IAsyncDisposable
{
    private const string Program = "/usr/sbin/sshd";

    /// <summary>For a broken run only (system clock).</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private readonly TemporaryFolder _folder;
    private readonly Process _process;

    private SshServer(Process process, TemporaryFolder folder, int port) => (_process, _folder, Port) = (process, folder, port);

    public int Port { get; }

    public string KeyFile => Path.Combine(_folder.Path, "known");

    public string OtherKeyFile => Path.Combine(_folder.Path, "unknown");

    public string KnownHostsFile => Path.Combine(_folder.Path, "known_hosts");

    public static async Task<SshServer> StartAsync()
    {
        Assert.SkipUnless(File.Exists(Program), "there is no OpenSSH server here: ./test --all installs one");
        var folder = new TemporaryFolder();
        foreach (var key in new[] { "host", "known", "unknown" })
        {
            await RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", Path.Combine(folder.Path, key));
        }

        var port = LoopbackPort.Free();
        File.Copy(Path.Combine(folder.Path, "known.pub"), Path.Combine(folder.Path, "authorized"));
        var host = (await File.ReadAllTextAsync(Path.Combine(folder.Path, "host.pub"))).Split(' ');
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "known_hosts"), $"[127.0.0.1]:{port} {host[0]} {host[1]}\n");
        await File.WriteAllTextAsync(
            Path.Combine(folder.Path, "config"),
            $"""
            ListenAddress 127.0.0.1
            Port {port}
            HostKey {Path.Combine(folder.Path, "host")}
            AuthorizedKeysFile {Path.Combine(folder.Path, "authorized")}
            PidFile none
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PermitRootLogin yes

            """);
        if (Environment.UserName == "root")
        {
            Directory.CreateDirectory("/run/sshd");
        }

        var process = Process.Start(new ProcessStartInfo(Program, ["-D", "-e", "-f", Path.Combine(folder.Path, "config")]) { RedirectStandardError = true })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var server = new SshServer(process, folder, port);
        await server.UntilItListensAsync();
        return server;
    }

    /// <summary>Whatever the client asks for, this runs in place of it, as a forge decides by the key.</summary>
    public Task LetInOnlyAsync(string command) => File.WriteAllTextAsync(
        Path.Combine(_folder.Path, "authorized"),
        $"command=\"{command.Replace("\"", "\\\"", StringComparison.Ordinal)}\" {File.ReadAllText(Path.Combine(_folder.Path, "known.pub"))}");

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private async Task UntilItListensAsync()
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync("127.0.0.1", Port);
                return;
            }
            catch (SocketException) when (!_process.HasExited && Stopwatch.GetElapsedTime(started) < StartLimit)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0);
    }
}
