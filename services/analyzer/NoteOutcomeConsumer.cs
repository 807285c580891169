using Upgrades.Analyzer.State;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting.Bus;
using Upgrades.Hosting.State;

namespace Upgrades.Analyzer;

/// <summary>Notes how an upgrade ended, once, and quarantines the version of the step that failed when the version is to blame.</summary>
internal sealed class NoteOutcomeConsumer(QuarantineRows rows, TimeProvider time)
    : IConsume<UpgradeSucceeded>, IConsume<UpgradeRolledBack>, IConsume<RollbackFailed>, IConsume<UpgradeAborted>
{
    public Task ConsumeAsync(UpgradeSucceeded message, CancellationToken cancellationToken) => NoteAsync(message.UpgradeId, "succeeded", null, cancellationToken);

    public Task ConsumeAsync(UpgradeAborted message, CancellationToken cancellationToken) => NoteAsync(message.UpgradeId, "aborted", null, cancellationToken);

    public Task ConsumeAsync(UpgradeRolledBack message, CancellationToken cancellationToken) => NoteAsync(
        message.UpgradeId, "rolled-back", new Failure(message.Stack, message.Step, message.Cause, message.Images, message.Reason), cancellationToken);

    public Task ConsumeAsync(RollbackFailed message, CancellationToken cancellationToken) => NoteAsync(
        message.UpgradeId, "rollback-failed", new Failure(message.Stack, message.Step, message.Cause, message.Images, message.Reason), cancellationToken);

    private Task NoteAsync(Guid upgrade, string outcome, Failure? failure, CancellationToken cancellationToken) => rows.WriteAsync(
        async t =>
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            if (await QuarantineRows.NoteAsync(t, upgrade, outcome, now) && failure is { Cause: FailureCause.Version })
            {
                await QuarantineAsync(t, upgrade, failure, now);
            }

            return true;
        },
        cancellationToken);

    private static async Task QuarantineAsync(StateTransaction t, Guid upgrade, Failure failure, long now)
    {
        // The plan knows which versions its step went to. Without it: both events come from an undo, which goes from the failed version back.
        var steps = (await PlanRows.FindAsync(t, upgrade))?.Plan.Steps;
        var failed = steps?.FirstOrDefault(s => s.Number == failure.Step) is { Images.Count: > 0 } step
            ? step.Images.Select(i => (i.Image, Version: i.To))
            : failure.Images.Select(i => (i.Image, Version: i.From));
        foreach (var (image, version) in failed.Distinct())
        {
            var row = new QuarantineRow { Stack = failure.Stack, Image = image, Version = version, UpgradeId = upgrade.ToString(), Reason = failure.Reason, At = now };
            if (await QuarantineRows.InsertAsync(t, row))
            {
                t.Publish(new VersionQuarantined { UpgradeId = upgrade, Stack = failure.Stack, Image = image, Version = version, Reason = failure.Reason });
            }
        }
    }

    private sealed record Failure(string Stack, int Step, FailureCause Cause, IReadOnlyList<ImageChange> Images, string Reason);
}
