using Microsoft.Extensions.Time.Testing;
using Upgrades.Contracts.Events;
using Upgrades.Hosting.State;

namespace Upgrades.Tests.Hosting;

public sealed class InMemoryBusTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task an_event_nobody_has_handled_yet_is_published_again_after_a_restart()
    {
        var message = ProbeService.Event("immich");
        await FailOnceAsync(message);

        var second = new ProbeService();
        await using var app = await second.StartAsync(_folder.Path, broker: null);

        (await Eventually.GetAsync(() => Task.FromResult(second.Started.FirstOrDefault()), "the event")).UpgradeId.ShouldBe(message.UpgradeId);
    }

    [Fact]
    public async Task events_that_were_sent_long_ago_are_gone_after_a_start()
    {
        await StoreSentAsync(TimeProvider.System.GetUtcNow() - OutboxRows.Kept - TimeSpan.FromHours(1));
        await StoreSentAsync(TimeProvider.System.GetUtcNow() - OutboxRows.Kept + TimeSpan.FromHours(1));

        await using var app = await new ProbeService().StartAsync(_folder.Path, broker: null);

        await Eventually.TrueAsync(async () => await StoreWorld.CountAsync(app.Store, "outbox") == 1, "one event left");
    }

    private async Task StoreSentAsync(DateTimeOffset at)
    {
        var time = new FakeTimeProvider(at);
        await using var store = StateStore.Open("verifier", new StateOptions { Folder = _folder.Path }, new StateSchema(), time);
        await store.WriteAsync(
            t =>
            {
                t.Publish(ProbeService.Event("immich"));
                return Task.CompletedTask;
            },
            CancellationToken.None);
        var rows = new OutboxRows(store, time);
        await rows.MarkAsync((await rows.UnsentAsync(0, CancellationToken.None)).Single().Seq, CancellationToken.None);
    }

    private async Task FailOnceAsync(UpgradeStarted message)
    {
        var probe = new ProbeService { OnStarted = _ => throw new InvalidOperationException("killed") };
        await using var app = await probe.StartAsync(_folder.Path, broker: null);
        await app.PublishAsync(message);
    }
}
