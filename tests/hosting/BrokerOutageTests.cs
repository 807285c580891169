using Upgrades.Sandbox.Servers;

namespace Upgrades.Tests.Hosting;

/// <summary>What a service does while its broker is away, starved or silent, and afterwards.</summary>
[Trait("Length", "long")]
public sealed class BrokerOutageTests(OwnBroker broker) : IClassFixture<OwnBroker>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ProbeService _probe = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task a_broker_low_on_memory_shows_in_readiness_and_gets_the_stored_events_when_it_takes_messages_again()
    {
        await using var app = await StartReadyAsync((await broker.CreateVirtualHostAsync()).Amqp);
        await broker.Server.ControlAsync("set_vm_memory_high_watermark", "0.000001");
        try
        {
            await Eventually.TrueAsync(async () => await app.ReadyAsync() is (503, var told) && told.Contains("low on memory", StringComparison.Ordinal), "readiness names the alarm");
            await app.PublishAsync(ProbeService.Event("meanwhile"));
            (await app.ReadyAsync()).Text.ShouldContain("1 events not yet on the bus");
        }
        finally
        {
            await broker.Server.ControlAsync("set_vm_memory_high_watermark", "0.4");
        }

        await ArrivesAsync("meanwhile");
        await ReadyAsync(app);
    }

    [Fact]
    public async Task after_each_restart_of_the_broker_consumers_are_back_and_stored_events_go_out()
    {
        await using var app = await StartReadyAsync((await broker.CreateVirtualHostAsync()).Amqp);
        foreach (var killed in (bool[])[true, false])
        {
            await (killed ? broker.Server.KillAsync() : broker.Server.StopAsync());
            var message = ProbeService.Event("stored");
            await app.PublishAsync(message);
            await Eventually.TrueAsync(async () => await app.ReadyAsync() is (503, var told) && told.Contains("cannot be reached", StringComparison.Ordinal), "readiness says that the broker is away");

            await broker.Server.StartAgainAsync();

            await Eventually.TrueAsync(() => Task.FromResult(_probe.Started.Any(s => s.UpgradeId == message.UpgradeId)), "the stored event arrives");
            await ReadyAsync(app);
        }
    }

    [Fact]
    public async Task a_login_that_is_refused_for_a_while_at_the_start_or_later_is_tried_again()
    {
        var host = await broker.CreateVirtualHostAsync("person", "right");
        await broker.Server.ControlAsync("change_password", "person", "changed");
        await using var app = await _probe.StartAsync(_folder.Path, host.Amqp);
        await app.PublishAsync(ProbeService.Event("early"));
        await Eventually.TrueAsync(async () => await app.ReadyAsync() is (503, var told) && told.Contains("ACCESS_REFUSED", StringComparison.Ordinal), "readiness says that the login is refused");

        await broker.Server.ControlAsync("change_password", "person", "right");
        await ArrivesAsync("early");
        await ReadyAsync(app);

        await broker.Server.ControlAsync("change_password", "person", "changed");
        await broker.Server.ControlAsync("close_all_connections", "-p", host.Name, "rotated");
        await app.PublishAsync(ProbeService.Event("late"));
        await Eventually.TrueAsync(async () => await app.ReadyAsync() is (503, var told) && told.Contains("ACCESS_REFUSED", StringComparison.Ordinal), "readiness says that the login is refused");
        await broker.Server.ControlAsync("change_password", "person", "right");

        await ArrivesAsync("late");
        await ReadyAsync(app);
    }

    [Fact]
    public async Task a_broker_that_dies_while_the_service_starts_is_waited_for()
    {
        var host = await broker.CreateVirtualHostAsync();
        await using var wire = new TcpProxy(host.Amqp.Port);
        await using var app = await _probe.StartAsync(_folder.Path, Through(wire, host));
        // Each cut comes at another moment of the start.
        for (var cut = 0; cut < 40; cut++)
        {
            wire.Cut();
            await Task.Delay(TimeSpan.FromMilliseconds(cut * 5), TimeProvider.System);
        }

        await app.PublishAsync(ProbeService.Event("patient"));

        await ArrivesAsync("patient");
        await ReadyAsync(app);
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task a_connection_that_goes_silent_is_given_up_and_its_events_go_out_by_another()
    {
        var host = await broker.CreateVirtualHostAsync();
        await using var wire = new TcpProxy(host.Amqp.Port);
        await using var app = await StartReadyAsync(Through(wire, host));

        wire.HoldAnswers();
        await app.PublishAsync(ProbeService.Event("unheard"));
        await Eventually.TrueAsync(async () => await app.ReadyAsync() is (503, _), "readiness says that the broker is silent");
        wire.ReleaseAnswers();

        await ArrivesAsync("unheard");
        await ReadyAsync(app);
    }

    [Fact]
    public async Task queues_that_the_broker_has_lost_are_declared_again_with_the_next_connection()
    {
        var host = await broker.CreateVirtualHostAsync();
        await using var app = await StartReadyAsync(host.Amqp);
        foreach (var queue in (string[])["notifier.upgrade-started", "verifier.upgrade-started"])
        {
            (await host.Management.DeleteAsync($"queues/{host.Name}/{queue}")).EnsureSuccessStatusCode();
        }

        await broker.Server.ControlAsync("close_all_connections", "-p", host.Name, "the broker has lost its data");
        await app.PublishAsync(ProbeService.Event("after"));

        await ArrivesAsync("after");
        await Eventually.TrueAsync(async () => await host.TakeAsync("notifier.upgrade-started") is not null, "the copy of a service that is away");
        await ReadyAsync(app);
    }

    [Fact]
    public async Task events_that_a_full_queue_refuses_stay_stored_until_there_is_room()
    {
        var host = await broker.CreateVirtualHostAsync();
        await using var app = await StartReadyAsync(host.Amqp);
        // The notifier is away, and somebody has set a limit to its queue.
        await broker.Server.ControlAsync("set_policy", "-p", host.Name, "full", "^notifier\\.upgrade-started$", """{"max-length":1}""", "--apply-to", "queues");
        for (var i = 0; i < 5; i++)
        {
            await app.PublishAsync(ProbeService.Event($"event-{i}"));
        }

        await Eventually.TrueAsync(async () => (await host.TakeAsync("notifier.upgrade-started")) is not null, "the first of them");
        (await app.ReadyAsync()).Text.ShouldNotContain("\"0 events not yet on the bus");

        // Reading makes room. (Taking the limit away does not: the broker looks at its queue again when a message leaves it.)
        await Eventually.TrueAsync(
            async () =>
            {
                await host.TakeAsync("notifier.upgrade-started");
                return (await app.ReadyAsync()).Text.Contains("\"0 events not yet on the bus", StringComparison.Ordinal);
            },
            "all are sent");
        await ArrivesAsync("event-4");
    }

    private static Uri Through(TcpProxy wire, VirtualHost host) => new UriBuilder(host.Amqp) { Port = wire.Port }.Uri;

    private async Task<RunningHost> StartReadyAsync(Uri host)
    {
        var app = await _probe.StartAsync(_folder.Path, host);
        await ReadyAsync(app);
        return app;
    }

    private static Task ReadyAsync(RunningHost app) => Eventually.TrueAsync(async () => (await app.ReadyAsync()).Status == 200, "ready");

    private Task ArrivesAsync(string stack) => Eventually.TrueAsync(() => Task.FromResult(_probe.Started.Any(s => s.Stack == stack)), $"{stack} arrives");
}
