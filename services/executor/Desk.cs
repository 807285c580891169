using Upgrades.Hosting.State;

namespace Upgrades.Executor;

/// <summary>How things stand as a whole.</summary>
internal sealed record StatusView(string Mode, bool Paused, int MaxInFlight, long InFlight, long Waiting, IReadOnlyDictionary<string, string> Held);

/// <summary>Shows and changes what an operator decides: at run time, and by the settings of a new start.</summary>
internal sealed class Desk(UpgradeRows rows, ExecutorOptions options, TimeProvider time) : IHostedService
{
    /// <summary>Mode and limit may be others than when the queue was last looked at.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => rows.WriteAsync(
        t => UpgradeRows.WakeAllWaitingAsync(t, time.GetUtcNow().ToUnixTimeMilliseconds()), cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IResult> ShowAsync(CancellationToken cancellationToken) => rows.WriteAsync(ShowAsync, cancellationToken);

    public Task<IResult> ChangeAsync(Func<StateTransaction, Task> change, CancellationToken cancellationToken) => rows.WriteAsync(
        async t =>
        {
            await change(t);
            await UpgradeRows.WakeAllWaitingAsync(t, time.GetUtcNow().ToUnixTimeMilliseconds());
            return await ShowAsync(t);
        },
        cancellationToken);

    private async Task<IResult> ShowAsync(StateTransaction t)
    {
        var controls = await ControlRows.ReadAsync(t, options);
        var (inFlight, waiting) = (await UpgradeRows.CountAsync(t, UpgradeState.Active), await UpgradeRows.CountAsync(t, "('waiting')"));
        return Results.Json(new StatusView(options.Mode.ToString(), controls.Paused, controls.MaxInFlight, inFlight, waiting, controls.Held));
    }
}
