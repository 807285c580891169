using System.Text.Json;
using Upgrades.Contracts;

namespace Upgrades.Tests.Hosting;

public sealed class RabbitMqBusTests(RabbitMqServer broker) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ProbeService _probe = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task every_queue_and_error_queue_of_the_system_is_declared_by_one_service_alone()
    {
        var host = await broker.CreateVirtualHostAsync();
        await using var app = await _probe.StartAsync(_folder.Path, host.Amqp);

        foreach (var endpoint in EndpointTable.Endpoints)
        {
            var queue = await Eventually.GetAsync(() => FindAsync(host, endpoint.Queue), endpoint.Queue);
            queue.RootElement.GetProperty("type").GetString().ShouldBe("quorum");
            var errors = await Eventually.GetAsync(() => FindAsync(host, endpoint.ErrorQueue), endpoint.ErrorQueue);
            errors.RootElement.GetProperty("type").GetString().ShouldBe("quorum");
        }
    }

    [Fact]
    public async Task an_event_stored_with_a_decision_reaches_every_queue_that_bears_it()
    {
        var host = await broker.CreateVirtualHostAsync();
        await using var app = await _probe.StartAsync(_folder.Path, host.Amqp);
        var message = ProbeService.Event("immich");

        await app.PublishAsync(message);

        (await Eventually.GetAsync(() => Task.FromResult(_probe.Started.FirstOrDefault()), "the event")).UpgradeId.ShouldBe(message.UpgradeId);
        (await Eventually.GetAsync(async () => (await host.TakeAsync("notifier.upgrade-started"))?.GetProperty("payload").GetString(), "the notifier's copy"))
            .ShouldContain(message.UpgradeId.ToString());
    }

    [Fact]
    public async Task a_body_typed_by_hand_without_envelope_is_understood()
    {
        var host = await broker.CreateVirtualHostAsync();
        await using var app = await _probe.StartAsync(_folder.Path, host.Amqp);
        var message = ProbeService.Event("linkwarden");
        await Eventually.GetAsync(() => FindAsync(host, "verifier.upgrade-started"), "the queue");

        await host.PublishByHandAsync("upgrade-started", JsonSerializer.Serialize(message, EventJson.Options));

        (await Eventually.GetAsync(() => Task.FromResult(_probe.Started.FirstOrDefault()), "the event")).Stack.ShouldBe("linkwarden");
    }

    [Theory]
    [InlineData("not json at all", "")]
    [InlineData("{}", "stack")]
    [InlineData("""{"upgradeId":"no-guid","stack":"x","namespaces":[],"images":[],"risk":"Safe","checks":{}}""", "upgradeId")]
    [InlineData("""{"upgradeId":"0f8fad5b-d9cb-469f-a165-70867728950e","stack":null,"namespaces":[],"images":[],"risk":"Safe","checks":{}}""", "stack")]
    [InlineData("[]", "")]
    public async Task what_cannot_be_understood_lies_in_the_error_queue_with_its_reason_and_stops_nothing_else(string body, string field)
    {
        var host = await broker.CreateVirtualHostAsync();
        await using var app = await _probe.StartAsync(_folder.Path, host.Amqp);
        await Eventually.GetAsync(() => FindAsync(host, "verifier.upgrade-started"), "the queue");

        await host.PublishByHandAsync("upgrade-started", body);
        await app.PublishAsync(ProbeService.Event("after"));

        var error = await Eventually.GetAsync(async () => (await host.TakeAsync("verifier.upgrade-started_error"))?.GetRawText(), "the error");
        error.ShouldContain("MT-Fault-Message");
        error.ShouldContain(field, Case.Insensitive);
        await Eventually.TrueAsync(() => Task.FromResult(_probe.Started.Any(s => s.Stack == "after")), "the next event");
        (await Eventually.GetAsync(async () => (await host.TakeAsync("notifier.message-faulted"))?.GetRawText(), "the report")).ShouldContain("verifier.upgrade-started");
    }

    [Fact]
    public async Task a_consumer_that_keeps_failing_gives_its_message_to_the_error_queue()
    {
        var host = await broker.CreateVirtualHostAsync();
        _probe.OnStarted = _ => throw new InvalidOperationException("the store is broken");
        await using var app = await _probe.StartAsync(_folder.Path, host.Amqp);

        await app.PublishAsync(ProbeService.Event("immich"));

        var error = await Eventually.GetAsync(async () => (await host.TakeAsync("verifier.upgrade-started_error"))?.GetRawText(), "the error");
        error.ShouldContain("the store is broken");
    }

    private static async Task<JsonDocument?> FindAsync(VirtualHost host, string queue)
    {
        using var answer = await host.Management.GetAsync($"queues/{host.Name}/{queue}");
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(await answer.Content.ReadAsStringAsync()) : null;
    }
}
