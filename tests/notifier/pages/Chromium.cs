using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Upgrades.Tests.Notifier.Pages;

/// <summary>
/// A real browser without a screen, driven by the DevTools protocol over its WebSocket: Debian's chromium, which <c>./test --all</c>
/// installs, or the one that UPGRADES_TEST_CHROMIUM names.
/// </summary>
internal sealed partial class Chromium : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _profile;
    private readonly Process _process;
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Dictionary<int, TaskCompletionSource<JsonNode>> _calls = [];
    private readonly Lock _lock = new();
    private TaskCompletionSource _loaded = new();
    private string? _session;
    private int _last;

    private Chromium(TemporaryFolder profile, Process process) => (_profile, _process) = (profile, process);

    /// <summary>What the browser has complained of: policies broken, errors, what could not be loaded.</summary>
    public List<string> Complaints { get; } = [];

    public static async Task<Chromium> StartAsync()
    {
        var profile = new TemporaryFolder();
        // Root, as in a container, has no sandbox of Chromium's; the pages are ours.
        var process = Process.Start(new ProcessStartInfo(Environment.GetEnvironmentVariable("UPGRADES_TEST_CHROMIUM") ?? "chromium",
            ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-port=0", $"--user-data-dir={profile.Path}", "about:blank"])
        {
            RedirectStandardError = true,
        })!;
        var browser = new Chromium(profile, process);
        await browser.ConnectAsync();
        return browser;
    }

    /// <summary>The window's size in pixels, and whether the screen is a dark one.</summary>
    public async Task LookAsync(int width, int height, bool dark = false)
    {
        await CallAsync("Emulation.setDeviceMetricsOverride", new { width, height, deviceScaleFactor = 1, mobile = width < 500 });
        await CallAsync("Emulation.setEmulatedMedia", new { features = new[] { new { name = "prefers-color-scheme", value = dark ? "dark" : "light" } } });
    }

    public Task GoAsync(Uri address) => LoadAsync(() => CallAsync("Page.navigate", new { url = address.ToString() }));

    /// <summary>Does something that loads another page, and waits for that.</summary>
    public async Task LoadAsync(Func<Task> act)
    {
        _loaded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await act();
        await _loaded.Task.WaitAsync(Patience);
    }

    /// <summary>The value of an expression in the page; the debugger is not bound by the page's policy.</summary>
    public async Task<T> ReadAsync<T>(string expression)
    {
        var answer = await CallAsync("Runtime.evaluate", new { expression, returnByValue = true });
        return answer["result"]!["value"].Deserialize<T>() ?? throw new InvalidOperationException($"{expression} has no value: {answer}");
    }

    public Task TypeAsync(string text) => CallAsync("Input.insertText", new { text });

    /// <summary>A key as a person presses it: <c>Tab</c>, <c>Enter</c>.</summary>
    public async Task PressAsync(string key)
    {
        var (code, text) = key == "Enter" ? (13, "\r") : (9, "");
        await CallAsync("Input.dispatchKeyEvent", new { type = text.Length > 0 ? "keyDown" : "rawKeyDown", key, code = key, windowsVirtualKeyCode = code, text });
        await CallAsync("Input.dispatchKeyEvent", new { type = "keyUp", key, code = key, windowsVirtualKeyCode = code });
    }

    public async Task<byte[]> ScreenshotAsync() => Convert.FromBase64String((await CallAsync("Page.captureScreenshot", new { format = "png" }))["data"]!.GetValue<string>());

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _ending.Dispose();
        _profile.Dispose();
    }

    private async Task ConnectAsync()
    {
        string? address = null;
        while (address is null && await _process.StandardError.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            address = Listening().Match(line) is { Success: true } match ? match.Value : null;
        }

        // Or it would block once the pipe is full.
        _ = _process.StandardError.ReadToEndAsync();
        await _socket.ConnectAsync(new Uri(address ?? throw new InvalidOperationException("Chromium does not start: is the package chromium installed?")), CancellationToken.None);
        _ = ListenAsync();
        var page = await CallAsync("Target.createTarget", new { url = "about:blank" });
        _session = (await CallAsync("Target.attachToTarget", new { targetId = page["targetId"]!.GetValue<string>(), flatten = true }))["sessionId"]!.GetValue<string>();
        foreach (var domain in (string[])["Page", "Log", "Runtime", "Network"])
        {
            await CallAsync($"{domain}.enable", new { });
        }
    }

    private async Task<JsonNode> CallAsync(string method, object parameters)
    {
        var answer = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        int id;
        lock (_lock)
        {
            id = ++_last;
            _calls[id] = answer;
        }

        var call = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = JsonSerializer.SerializeToNode(parameters) };
        if (_session is not null)
        {
            call["sessionId"] = _session;
        }

        await _socket.SendAsync(Encoding.UTF8.GetBytes(call.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, _ending.Token);
        return await answer.Task.WaitAsync(Patience);
    }

    private async Task ListenAsync()
    {
        var (part, whole) = (new byte[1 << 16], new MemoryStream());
        while (!_ending.IsCancellationRequested && _socket.State == WebSocketState.Open)
        {
            var read = await _socket.ReceiveAsync(part, _ending.Token);
            whole.Write(part, 0, read.Count);
            if (read.EndOfMessage)
            {
                Hear(JsonNode.Parse(whole.ToArray())!);
                whole.SetLength(0);
            }
        }
    }

    private void Hear(JsonNode message)
    {
        lock (_lock)
        {
            if (message["id"]?.GetValue<int>() is { } id && _calls.Remove(id, out var call))
            {
                call.SetResult(message["result"] ?? throw new InvalidOperationException(message.ToJsonString()));
            }
            else if ((string?)message["method"] == "Page.loadEventFired")
            {
                _loaded.TrySetResult();
            }
            else if (Complaint(message) is { } complaint)
            {
                Complaints.Add(complaint);
            }
        }
    }

    private static string? Complaint(JsonNode message) => ((string?)message["method"], message["params"]) switch
    {
        ("Log.entryAdded", { } p) when (string?)p["entry"]!["level"] is "error" or "warning" => $"{p["entry"]!["source"]}: {p["entry"]!["text"]} {p["entry"]!["url"]}",
        ("Runtime.exceptionThrown" or "Runtime.consoleAPICalled" or "Network.loadingFailed", { } p) => p.ToJsonString(),
        _ => null,
    };

    [GeneratedRegex(@"ws://\S+")]
    private static partial Regex Listening();
}
