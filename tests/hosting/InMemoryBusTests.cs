using Upgrades.Contracts.Events;


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

    private async Task FailOnceAsync(UpgradeStarted message)
    {
        var probe = new ProbeService { OnStarted = _ => throw new InvalidOperationException("killed") };
        await using var app = await probe.StartAsync(_folder.Path, broker: null);
        await app.PublishAsync(message);
    }
}
