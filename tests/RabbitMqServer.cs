using System.Net.Http.Json;
using System.Text.Json;
using Testcontainers.RabbitMq;
using Upgrades.Sandbox.Servers;

[assembly: AssemblyFixture(typeof(Upgrades.Tests.RabbitMqServer))]

namespace Upgrades.Tests;

/// <summary>
/// One real RabbitMQ for the whole run, started when the first test asks: the server named by UPGRADES_TEST_RABBITMQ, a
/// container when Docker answers, else Debian's package on loopback in a temporary folder. Never a replacement.
/// </summary>
public sealed class RabbitMqServer : IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1, 1);
    private Func<Task> _stop = () => Task.CompletedTask;
    private ManagementPage? _page;

    /// <summary>A virtual host of its own, so that no test sees another one's messages.</summary>
    public async Task<VirtualHost> CreateVirtualHostAsync() => await (await StartAsync()).CreateVirtualHostAsync();

    public async ValueTask DisposeAsync()
    {
        await _stop();
        _page?.Dispose();
        _starting.Dispose();
    }

    private async Task<ManagementPage> StartAsync()
    {
        await _starting.WaitAsync();
        try
        {
            if (_page is null)
            {
                var (amqp, management) = Environment.GetEnvironmentVariable("UPGRADES_TEST_RABBITMQ") is { Length: > 0 } named
                    ? (new Uri(named), new UriBuilder(named) { Port = 15672 }.Uri)
                    : await Docker.AnswersAsync() ? await StartContainerAsync() : await StartPackageAsync();
                _page = new ManagementPage(amqp, management);
            }

            return _page;
        }
        finally
        {
            _starting.Release();
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
        var server = await LocalRabbitMq.StartAsync();
        _stop = async () => await server.DisposeAsync();
        return (server.Amqp, server.Management);
    }
}

/// <summary>A virtual host, and what an operator does to it in the management page.</summary>
public sealed record VirtualHost(Uri Amqp, string Name, HttpClient Management)
{
    /// <summary>With everything in it.</summary>
    public async Task DeleteAsync() => (await Management.DeleteAsync($"vhosts/{Name}")).EnsureSuccessStatusCode();

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
