using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Upgrades.Sandbox.Servers;

/// <summary>A program of Debian's that runs as a child of this process, on loopback; what it prints is kept for the error message.</summary>
public sealed class ServerProcess
{
    private const int KeptLines = 40;
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private readonly Process _process;
    private readonly Queue<string> _lastLines = new();

    private ServerProcess(Process process) => _process = process;

    public bool HasExited => _process.HasExited;

    public static ServerProcess Start(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var server = new ServerProcess(Process.Start(start)!);
        server._process.OutputDataReceived += server.Keep;
        server._process.ErrorDataReceived += server.Keep;
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        return server;
    }

    /// <exception cref="InvalidOperationException">The program failed; what it said last is in the message.</exception>
    public static async Task RunAsync(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var server = Start(program, arguments, environment);
        await server.ExitAsync(cancellationToken);
        if (server._process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with exit code {server._process.ExitCode}.\n{server.LastLines()}");
        }
    }

    public Task ExitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>At once, with what it has started.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>Waits until a program that asks the server ends well.</summary>
    /// <exception cref="InvalidOperationException">The server ended before.</exception>
    public async Task SaysAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        while (true)
        {
            var question = Start(program, arguments, new Dictionary<string, string>());
            await question.ExitAsync(limit.Token);
            if (question._process.ExitCode == 0)
            {
                return;
            }

            if (_process.HasExited)
            {
                throw new InvalidOperationException($"{_process.StartInfo.FileName} ended with exit code {_process.ExitCode}.\n{LastLines()}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
        }
    }

    /// <exception cref="InvalidOperationException">The server ended before it listened.</exception>
    public async Task ListensAsync(IEnumerable<int> ports, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        foreach (var port in ports)
        {
            while (!await AnswersAsync(port, limit.Token))
            {
                if (_process.HasExited)
                {
                    throw new InvalidOperationException($"{_process.StartInfo.FileName} ended with exit code {_process.ExitCode} before it listened.\n{LastLines()}");
                }

                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
            }
        }
    }

    /// <param name="signal"><c>TERM</c>, <c>INT</c> or <c>KILL</c>. A process that is gone already is as wanted.</param>
    public static void Signal(string processId, string signal)
    {
        using var sender = Process.Start("kill", ["-" + signal, processId.Trim()]);
        sender.WaitForExit();
    }

    private static async Task<bool> AnswersAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_lastLines)
        {
            _lastLines.Enqueue(line.Data ?? "");
            if (_lastLines.Count > KeptLines)
            {
                _lastLines.Dequeue();
            }
        }
    }

    private string LastLines()
    {
        lock (_lastLines)
        {
            return string.Join('\n', _lastLines);
        }
    }
}
