using Upgrades.Hosting.Probes;

namespace Upgrades.Tests.Hosting.Probes;

public sealed class BoundedProbeTests
{
    private readonly ProbeOptions _options = new() { Timeout = TimeSpan.FromMilliseconds(20) };
    private readonly SaidProbe _probe = new();

    [Fact]
    public async Task a_probe_that_takes_too_long_is_called_off_and_tried_again_the_next_time()
    {
        _probe.Say = async cancellation =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
            return [];
        };
        var bounded = new BoundedProbe(_probe, _options);

        var late = await bounded.TryAsync(CancellationToken.None);
        late.IsBroken.ShouldBeTrue();
        late.Results.Single().Said.ShouldContain("did not end within");
        late.Results.Single().Advice!.ShouldContain("UPGRADES__PROBES__TIMEOUT");

        _probe.Finds = [ProbeResult.Works("git-push", "works")];
        (await bounded.TryAsync(CancellationToken.None)).Results.Single().Dependency.ShouldBe("git-push");
    }

    [Fact]
    public async Task a_probe_that_cannot_be_called_off_holds_up_nobody_and_is_not_started_twice()
    {
        var ends = new TaskCompletionSource<IReadOnlyList<ProbeResult>>();
        _probe.Say = _ => ends.Task;
        var bounded = new BoundedProbe(_probe, _options);

        (await bounded.TryAsync(CancellationToken.None)).Results.Single().Dependency.ShouldBe("said-probe");
        (await bounded.TryAsync(CancellationToken.None)).Results.Single().Said.ShouldContain("not come back");
        _probe.Tries.ShouldBe(1);

        ends.SetResult([]);
        _probe.Finds = [ProbeResult.Works("git-push", "works")];
        (await bounded.TryAsync(CancellationToken.None)).IsBroken.ShouldBeFalse();
    }

    [Fact]
    public async Task a_stop_of_the_service_is_no_failure()
    {
        using var stop = new CancellationTokenSource();
        _probe.Say = async cancellation =>
        {
            await stop.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
            return [];
        };

        await Should.ThrowAsync<OperationCanceledException>(() => new BoundedProbe(_probe, _options).TryAsync(stop.Token));
    }
}
