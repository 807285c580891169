using System.Text.Json;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Executor.Decisions;

namespace Upgrades.Executor.Moves;

/// <summary>No answer in time: the same event once more, which the verifier recognises. Nothing goes on without it.</summary>
internal sealed class AskVerifierAgain(UpgradeRows rows, ExecutorOptions options, TimeProvider time, ILogger<AskVerifierAgain> log)
{
    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public Task ForBaselineAsync(UpgradeRow row, CancellationToken cancellationToken) => rows.WriteAsync(
        async t =>
        {
            var waited = TimeSpan.FromMilliseconds(Now - row.StateSince);
            await UpgradeRows.UpdateAsync(t, row with
            {
                DueAt = Deadlines.Baseline(Now, options),
                Reason = $"no baseline from the verifier for {waited.TotalMinutes:0.#} min",
            });
            t.Publish(Outcomes.Started(row.ReadPlan(), (int)row.Step));
            Log.AskedAgain(log, row.Stack, row.Id, "a baseline");
        },
        cancellationToken);

    public Task ForVerdictAsync(UpgradeRow row, CancellationToken cancellationToken) => rows.WriteAsync(
        async t =>
        {
            var applied = JsonSerializer.Deserialize<UpgradeApplied>(row.Applied!, EventJson.Options)!;
            var waited = TimeSpan.FromMilliseconds(Now - row.StateSince);
            await UpgradeRows.UpdateAsync(t, row with
            {
                DueAt = Deadlines.Verdict(Now, applied.Window, options),
                Reason = $"no verdict from the verifier for {waited.TotalMinutes:0} min",
            });
            t.Publish(applied);
            Log.AskedAgain(log, row.Stack, row.Id, "a verdict");
        },
        cancellationToken);
}
