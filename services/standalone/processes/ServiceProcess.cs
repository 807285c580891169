using System.Diagnostics;
using Upgrades.Sandbox.Servers;

namespace Upgrades.Standalone.Processes;

/// <summary>A program of this build as a process of its own, which can be killed and started again at the same address.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private const int KeptLines = 200;

    /// <summary>For a broken run only (system clock).</summary>
    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(60);
    private readonly ProcessStartInfo _start;
    private readonly Queue<string> _lastLines = new();
    private Process? _process;

    /// <param name="name">What people call it: <c>executor</c>.</param>
    /// <param name="program">An assembly, beside this one unless its path is whole: <c>Upgrades.Executor.dll</c>.</param>
    /// <param name="settings">Configuration keys, <c>Section:Name</c>; the process gets them by its environment. <c>Http:Url</c> is set here.</param>
    public ServiceProcess(string name, string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> settings)
    {
        Name = name;
        Address = new Uri($"http://127.0.0.1:{LoopbackPort.Free()}");
        _start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in settings)
        {
            Set(key, value);
        }

        Set("Http:Url", Address.ToString().TrimEnd('/'));
    }

    public string Name { get; }

    public Uri Address { get; }

    public int Id => Current.Id;

    public bool HasExited => Current.HasExited;

    public int ExitCode => Current.ExitCode;

    private Process Current => _process ?? throw new InvalidOperationException($"{Name} was never started.");

    /// <summary>One of the five services alone.</summary>
    /// <param name="folder">Where it was published to; null: beside this program.</param>
    public static ServiceProcess Of(string service, IReadOnlyDictionary<string, string> settings, string? folder = null) =>
        new(service, Path.Combine(folder ?? "", $"Upgrades.{char.ToUpperInvariant(service[0])}{service[1..]}.dll"), [], settings);

    /// <summary>All five in one process.</summary>
    public static ServiceProcess Serve(IReadOnlyDictionary<string, string> settings) => new("serve", "upgrades.dll", ["serve"], settings);

    public void Start()
    {
        _process?.Dispose();
        _process = Process.Start(_start)!;
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>SIGKILL: nothing is said goodbye to.</summary>
    public void Kill() => Current.Kill();

    /// <summary>SIGTERM, as Kubernetes stops a pod.</summary>
    public void Terminate()
    {
        using var sender = Process.Start("kill", ["-TERM", $"{Current.Id}"]);
        sender.WaitForExit();
    }

    /// <exception cref="TimeoutException">It lives on.</exception>
    public Task ExitAsync() => Current.WaitForExitAsync().WaitAsync(ExitLimit, TimeProvider.System);

    public Task ExitAsync(CancellationToken cancellationToken) => Current.WaitForExitAsync(cancellationToken);

    /// <summary>SIGKILL, and it is certainly gone when this returns.</summary>
    public void KillAndWait()
    {
        Current.Kill();
        Current.WaitForExit();
    }

    /// <summary>Does <c>/health/ready</c> say so?</summary>
    public async Task<bool> IsReadyAsync(HttpClient http, CancellationToken cancellationToken = default)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(Address, "/health/ready"), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    /// <summary>What it printed last.</summary>
    public string LastLines()
    {
        lock (_lastLines)
        {
            return string.Join('\n', _lastLines);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            if (!process.HasExited)
            {
                process.Kill();
                await process.WaitForExitAsync();
            }

            process.Dispose();
        }
    }

    private void Set(string key, string value) => _start.Environment["UPGRADES__" + key.Replace(":", "__", StringComparison.Ordinal)] = value;

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
}
