using Upgrades.Contracts.Events;
using Upgrades.Hosting.Probes;
using Upgrades.Hosting.State;
using Upgrades.Verifier.Decisions;

namespace Upgrades.Verifier;

/// <summary>Can an upgrade be watched that has not begun? If not, it is told to wait: nothing is backed up or pushed for it meanwhile.</summary>
internal sealed class Readiness(
    BaselineRows rows, [FromKeyedServices(VerifierService.Name)] ProbeLoop probes, ProbeOptions probing, VerifierOptions options, TimeProvider time, ILogger<Readiness> log)
{
    /// <returns>True: the baseline is not taken now.</returns>
    public Task<bool> WaitsAsync(BaselineRow row, CancellationToken cancellationToken) => rows.WriteAsync(
        async t =>
        {
            if (!probes.HasTried)
            {
                // What is known may be of long ago, or nothing.
                await BaselineRows.LookAgainAsync(t, row, time.GetUtcNow() + options.ApproachPoll);
                return true;
            }

            if (await WhyNotAsync(t, row.Started) is not { } wait)
            {
                return false;
            }

            // Forgotten, so that the next question is a new one.
            await BaselineRows.ForgetAsync(t, row);
            t.Publish(wait);
            Log.Waits(log, row.Started.Stack, wait.WaitFor!);
            return true;
        },
        cancellationToken);

    /// <returns>The answer that makes the upgrade wait; null: it may begin.</returns>
    public async Task<BaselineRecorded?> WhyNotAsync(StateTransaction t, UpgradeStarted started) =>
        Gate.Closed(started, await Dependencies.BrokenAsync(t, probing, time.GetUtcNow())) is { } reason
            ? new BaselineRecorded { UpgradeId = started.UpgradeId, Stack = started.Stack, Problems = [], WaitFor = reason }
            : null;
}
