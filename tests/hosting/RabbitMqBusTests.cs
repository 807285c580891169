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

    [Fact]
    public async Task a_consumer_that_keeps_failing_gives_its_message_to_the_error_queue_and_each_is_reported_once()
    {
        var host = await broker.CreateVirtualHostAsync();
        _probe.OnStarted = started => throw new InvalidOperationException($"the store is broken for {started.Stack}");
        await using var app = await _probe.StartAsync(_folder.Path, host.Amqp);

        await app.PublishAsync(ProbeService.Event("immich"));
        await app.PublishAsync(ProbeService.Event("linkwarden"));

        var error = await Eventually.GetAsync(async () => (await host.TakeAsync("verifier.upgrade-started_error"))?.GetRawText(), "the error");
        error.ShouldContain("the store is broken");
        List<string> reports = [];
        while (!reports.Any(r => r.Contains("linkwarden", StringComparison.Ordinal)))
        {
            reports.Add(await Eventually.GetAsync(async () => (await host.TakeAsync("notifier.message-faulted"))?.GetProperty("payload").GetString(), "the report"));
        }

        reports.Count.ShouldBe(2);
        reports[0].ShouldContain("the store is broken for immich");
        reports[0].ShouldContain("verifier.upgrade-started");
    }

    [Fact]
    public async Task a_consumer_whose_call_is_cut_short_gives_its_message_to_the_error_queue_too()
    {
        var host = await broker.CreateVirtualHostAsync();
        _probe.OnStarted = _ => throw new TaskCanceledException("the answer is late");
        await using var app = await _probe.StartAsync(_folder.Path, host.Amqp);

        await app.PublishAsync(ProbeService.Event("immich"));

        (await Eventually.GetAsync(async () => (await host.TakeAsync("verifier.upgrade-started_error"))?.GetProperty("properties").GetRawText(), "the error"))
            .ShouldContain("the answer is late");
    }

    private static async Task<JsonDocument?> FindAsync(VirtualHost host, string queue)
    {
        using var answer = await host.Management.GetAsync($"queues/{host.Name}/{queue}");
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(await answer.Content.ReadAsStringAsync()) : null;
    }
}
