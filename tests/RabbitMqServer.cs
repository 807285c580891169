using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Testcontainers.RabbitMq;

[assembly: AssemblyFixture(typeof(Upgrades.Tests.RabbitMqServer))]

namespace Upgrades.Tests;

/// <summary>
/// One real RabbitMQ for the whole run, started when the first test asks: the server named by UPGRADES_TEST_RABBITMQ, a
/// container when Docker answers, else Debian's package on loopback in a temporary folder. Never a replacement.
/// </summary>
public sealed class RabbitMqServer : IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1, 1);
    private readonly HttpClient _management = new(new SocketsHttpHandler());
    private Func<Task> _stop = () => Task.CompletedTask;
    private UriBuilder? _amqp;

    /// <summary>A virtual host of its own, so that no test sees another one's messages.</summary>
    /// <returns><c>amqp://user:password@host:port/vhost</c></returns>
    public async Task<VirtualHost> CreateVirtualHostAsync()
    {
        await StartAsync();
        var name = Guid.NewGuid().ToString("N");
        (await _management.PutAsync($"vhosts/{name}", content: null)).EnsureSuccessStatusCode();
        (await _management.PutAsJsonAsync(
            $"permissions/{name}/{Uri.UnescapeDataString(_amqp!.UserName)}", new { configure = ".*", write = ".*", read = ".*" })).EnsureSuccessStatusCode();
        return new VirtualHost(new UriBuilder(_amqp.Uri) { Path = name }.Uri, name, _management);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop();
        _management.Dispose();
        _starting.Dispose();
    }

    private async Task StartAsync()
    {
        await _starting.WaitAsync();
        try
        {
            if (_amqp is not null)
            {
                return;
            }

            var (amqp, management) = Environment.GetEnvironmentVariable("UPGRADES_TEST_RABBITMQ") is { Length: > 0 } named
                ? (new Uri(named), new UriBuilder(named) { Scheme = "http", Port = 15672, Path = "" }.Uri)
                : await DockerAnswersAsync() ? await StartContainerAsync() : await StartPackageAsync();
            _amqp = new UriBuilder(amqp);
            _management.BaseAddress = new UriBuilder("http", management.Host, management.Port, "/api/").Uri;
            _management.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString($"{_amqp.UserName}:{_amqp.Password}"))));
        }
        finally
        {
            _starting.Release();
        }
    }

    private static async Task<bool> DockerAnswersAsync()
    {
        try
        {
            using var docker = Process.Start(new ProcessStartInfo("docker", ["version", "--format", "{{.Server.Version}}"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            await docker.WaitForExitAsync();
            return docker.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private async Task<(Uri Amqp, Uri Management)> StartContainerAsync()
    {
        var container = new RabbitMqBuilder("rabbitmq:3.13-management").WithPortBinding(15672, assignRandomHostPort: true).Build();
        _stop = async () => await container.DisposeAsync();
        await container.StartAsync();
        return (new Uri(container.GetConnectionString()), new Uri($"http://{container.Hostname}:{container.GetMappedPublicPort(15672)}"));
    }

    private async Task<(Uri Amqp, Uri Management)> StartPackageAsync()
    {
        const string Bin = "/usr/lib/rabbitmq/bin/";
        if (!File.Exists(Bin + "rabbitmq-server"))
        {
            throw new InvalidOperationException("No RabbitMQ: neither UPGRADES_TEST_RABBITMQ, nor Docker, nor Debian's rabbitmq-server. ./test installs it.");
        }

        var folder = Directory.CreateTempSubdirectory("upgrades-rabbitmq-").FullName;
        var (amqp, management, distribution, names) = (FreePort(), FreePort(), FreePort(), FreePort());
        await File.WriteAllTextAsync(Path.Combine(folder, "rabbitmq.conf"),
            $"""
            listeners.tcp.1 = 127.0.0.1:{amqp}
            management.tcp.ip = 127.0.0.1
            management.tcp.port = {management}
            log.file = false
            log.console = true
            log.console.level = warning

            """);
        await File.WriteAllTextAsync(Path.Combine(folder, "enabled_plugins"), "[rabbitmq_management].\n");
        var environment = new Dictionary<string, string>
        {
            ["HOME"] = folder,
            ["RABBITMQ_NODENAME"] = $"upgrades-{Environment.ProcessId}@localhost",
            ["RABBITMQ_CONFIG_FILE"] = Path.Combine(folder, "rabbitmq.conf"),
            ["RABBITMQ_MNESIA_BASE"] = Path.Combine(folder, "mnesia"),
            ["RABBITMQ_LOG_BASE"] = Path.Combine(folder, "log"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(folder, "enabled_plugins"),
            ["RABBITMQ_PID_FILE"] = Path.Combine(folder, "rabbit.pid"),
            ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
            ["RABBITMQ_DIST_PORT"] = $"{distribution}",
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["ERL_EPMD_PORT"] = $"{names}",
        };
        var server = Start(Bin + "rabbitmq-server", [], environment);
        _stop = async () =>
        {
            await Start(Bin + "rabbitmqctl", ["-q", "stop"], environment).WaitForExitAsync();
            await server.WaitForExitAsync();
            await Start("epmd", ["-port", $"{names}", "-kill"], environment).WaitForExitAsync();
            Directory.Delete(folder, recursive: true);
        };
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!await ListensAsync(management, deadline.Token) || !await ListensAsync(amqp, deadline.Token))
        {
            if (server.HasExited)
            {
                throw new InvalidOperationException($"rabbitmq-server ended with exit code {server.ExitCode}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, deadline.Token);
        }

        return (new Uri($"amqp://guest:guest@127.0.0.1:{amqp}"), new Uri($"http://127.0.0.1:{management}"));
    }

    private static async Task<bool> ListensAsync(int port, CancellationToken cancellationToken)
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

    private static Process Start(string program, string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>A virtual host, and what an operator does to it in the management page.</summary>
public sealed record VirtualHost(Uri Amqp, string Name, HttpClient Management)
{
    /// <summary>Body only, as typed into "Publish message"; again until a queue is bound, as a person would who reads "not routed".</summary>
    public Task PublishByHandAsync(string exchange, string body) => Eventually.TrueAsync(
        async () =>
        {
            var answer = await Management.PostAsJsonAsync(
                $"exchanges/{Name}/{exchange}/publish", new { properties = new { }, routing_key = "", payload = body, payload_encoding = "string" });
            return answer.IsSuccessStatusCode && (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("routed").GetBoolean();
        },
        $"a queue bound to {exchange}");

    /// <summary>Takes one message, with its headers; null while there is none, or no queue yet that gives any: a quorum queue first elects its leader.</summary>
    public async Task<JsonElement?> TakeAsync(string queue)
    {
        var answer = await Management.PostAsJsonAsync(
            $"queues/{Name}/{queue}/get", new { count = 1, ackmode = "ack_requeue_false", encoding = "auto" });
        if (!answer.IsSuccessStatusCode)
        {
            return null;
        }

        var messages = await answer.Content.ReadFromJsonAsync<JsonElement[]>();
        return messages!.Length == 0 ? null : messages[0];
    }
}
