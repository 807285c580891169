using Upgrades.Analyzer.Decisions;
using Upgrades.Analyzer.Planning;
using Upgrades.Analyzer.State;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting.Bus;
using Upgrades.Hosting.State;

namespace Upgrades.Analyzer;

/// <summary>
/// Notes how an upgrade ended, once. The version of the step that failed is quarantined when the version is to blame; what else can
/// come right by itself gets a second chance. After a failed rollback nothing does: a person looks first.
/// </summary>
internal sealed class NoteOutcomeConsumer(QuarantineRows rows, GrantSecondChance grant, TimeProvider time)
    : IConsume<UpgradeSucceeded>, IConsume<UpgradeRolledBack>, IConsume<RollbackFailed>, IConsume<UpgradeAborted>
{
    public Task ConsumeAsync(UpgradeSucceeded message, CancellationToken cancellationToken) => NoteAsync(
        message.UpgradeId, "succeeded", t => SecondChanceRows.SettleAsync(t, message.Stack, MovedVersion.Of(message.Images, message.Charts)), cancellationToken);

    public Task ConsumeAsync(UpgradeAborted message, CancellationToken cancellationToken)
    {
        var told = new UpgradeAgain { Stack = message.Stack, Images = message.Images, Charts = message.Charts };
        return NoteAsync(
            message.UpgradeId,
            "aborted",
            t => SecondChance.IsFor(message) ? GrantAsync(t, message.UpgradeId, told, message.Reason)
                // It failed, and somebody has undone it before the executor could.
                : message.Cause == FailureCause.Version ? QuarantineAsync(t, message.UpgradeId, message.Step, told, message.Reason)
                : Task.CompletedTask,
            cancellationToken);
    }

    public Task ConsumeAsync(UpgradeRolledBack message, CancellationToken cancellationToken)
    {
        var failed = Failed(message.Stack, message.Images, message.Charts);
        return NoteAsync(
            message.UpgradeId,
            "rolled-back",
            t => SecondChance.IsFor(message) ? GrantAsync(t, message.UpgradeId, failed, message.Reason) : QuarantineAsync(t, message.UpgradeId, message.Step, failed, message.Reason),
            cancellationToken);
    }

    public Task ConsumeAsync(RollbackFailed message, CancellationToken cancellationToken)
    {
        var failed = Failed(message.Stack, message.Images, message.Charts);
        return NoteAsync(
            message.UpgradeId,
            "rollback-failed",
            async t =>
            {
                await SecondChanceRows.SettleAsync(t, message.Stack, MovedVersion.Of(failed.Images, failed.Charts));
                if (message.Cause == FailureCause.Version)
                {
                    await QuarantineAsync(t, message.UpgradeId, message.Step, failed, message.Reason);
                }
            },
            cancellationToken);
    }

    private Task NoteAsync(Guid upgrade, string outcome, Func<StateTransaction, Task> follow, CancellationToken cancellationToken) => rows.WriteAsync(
        async t =>
        {
            var first = await QuarantineRows.NoteAsync(t, upgrade, outcome, Now);
            if (first)
            {
                await follow(t);
            }

            return first;
        },
        cancellationToken);

    /// <summary>An undo goes from the failed version back.</summary>
    private static UpgradeAgain Failed(string stack, IReadOnlyList<ImageChange> images, IReadOnlyList<ChartChange> charts) => new()
    {
        Stack = stack,
        Images = [.. images.Select(i => i with { From = i.To, To = i.From, Digest = null })],
        Charts = [.. charts.Select(c => c with { From = c.To, To = c.From })],
    };

    /// <param name="told">What the event says about it, for a plan that is not known here.</param>
    private async Task GrantAsync(StateTransaction t, Guid upgrade, UpgradeAgain told, string reason) => await grant.AfterAsync(
        t, upgrade, await PlanRows.FindAsync(t, upgrade) is { } stored ? UpgradeAgain.Of(stored.Plan, stored.Forced) : told, reason);

    private async Task QuarantineAsync(StateTransaction t, Guid upgrade, int number, UpgradeAgain told, string reason)
    {
        // The plan knows which versions its step went to.
        var step = (await PlanRows.FindAsync(t, upgrade))?.Plan.Steps.FirstOrDefault(s => s.Number == number);
        var failed = step is { Images.Count: > 0 } or { Charts.Count: > 0 } ? MovedVersion.Of(step.Images, step.Charts) : MovedVersion.Of(told.Images, told.Charts);
        foreach (var (image, version) in failed.Select(f => (f.Subject, f.To)).Distinct())
        {
            await SecondChanceRows.DropAsync(t, told.Stack, image, version);
            var row = new QuarantineRow { Stack = told.Stack, Image = image, Version = version, UpgradeId = upgrade.ToString(), Reason = reason, At = Now };
            if (await QuarantineRows.InsertAsync(t, row))
            {
                t.Publish(new VersionQuarantined { UpgradeId = upgrade, Stack = told.Stack, Image = image, Version = version, Reason = reason });
            }
        }
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();
}
