using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Upgrades.Tests.Pipeline;

/// <summary><c>upgrades serve</c> as a process of its own, so that it can be killed.</summary>
internal sealed class ServeProcess : IAsyncDisposable
{
    private readonly IReadOnlyDictionary<string, string> _settings;
    private Process _process = null!;

    public ServeProcess(IReadOnlyDictionary<string, string> settings)
    {
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
        _settings = new Dictionary<string, string>(settings) { ["Http:Url"] = Address.ToString().TrimEnd('/') };
    }

    public Uri Address { get; }

    public void Start()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "upgrades.dll"));
        start.ArgumentList.Add("serve");
        foreach (var (key, value) in _settings)
        {
            start.Environment["UPGRADES__" + key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>SIGKILL: nothing is said goodbye to.</summary>
    public void Kill() => _process.Kill();

    /// <exception cref="TimeoutException">It lives on: the limit is for a broken run only.</exception>
    public Task ExitAsync() => _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
