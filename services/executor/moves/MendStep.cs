using System.Text.Json;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor.Commits;
using Upgrades.Executor.Decisions;
using Upgrades.Repository;
using Upgrades.Terraform;

namespace Upgrades.Executor.Moves;

/// <summary>
/// Doubles the memory limit of the container that was killed, once, and hands the step to the verifier again. What is to be done is
/// stored before it is done; where nothing can be done, the step is undone.
/// </summary>
internal sealed class MendStep(
    UpgradeRows rows, InfrastructureRepository repository, StackSources sources, StepCommit commits, ExecutorOptions options, TimeProvider time, ILogger<MendStep> log)
{
    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task MoveAsync(UpgradeRow row, CancellationToken cancellationToken)
    {
        var (plan, failure) = (row.ReadPlan(), row.ReadFailure()!);
        if (options.Mode == ExecutorMode.Observe)
        {
            await UndoAsync(row, "the executor only observes", cancellationToken);
            return;
        }

        if (row.ReadFix() is not { } fix)
        {
            await PlanAsync(row, plan, failure, cancellationToken);
            return;
        }

        var mend = StepChange.Mend(plan, fix);
        var order = new CommitOrder(plan, mend, FixMessage.Write(plan, mend, fix, failure), LookDownTo: fix.After) { CatalogOf = fix.After };
        var outcome = await commits.MakeAsync(order, cancellationToken);
        if (outcome is CommitOutcome.Landed landed)
        {
            await WatchAsync(row, Outcomes.Applied(plan, mend, landed.Sha, landed.Diff, time.GetUtcNow()), cancellationToken);
            return;
        }

        // Nothing of it is in git, so there is nothing of it to undo.
        await UndoAsync(row with { Fix = null }, WhyNot(outcome, fix), cancellationToken);
    }

    private static string WhyNot(CommitOutcome outcome, PlannedFix fix) => outcome switch
    {
        CommitOutcome.NothingToDo => $"somebody else has set the memory limit to {fix.Limit.To} meanwhile",
        CommitOutcome.Elsewhere elsewhere => elsewhere.Reason,
        CommitOutcome.Refused refused => refused.Message,
        CommitOutcome.PushRefused refused => $"the git server refused the push: {refused.Words}",
        _ => throw new InvalidOperationException($"No case for {outcome}."),
    };

    private async Task PlanAsync(UpgradeRow row, UpgradePlanned plan, UpgradeFailed failure, CancellationToken cancellationToken)
    {
        // Alone, as the sources are not for two callers.
        var change = await repository.ExclusiveAsync(
            async turn =>
            {
                var read = await sources.ReadAsync(await repository.FetchAsync(turn), catalogOf: failure.CommitSha, turn);
                var most = read.Catalog.ServiceFor(plan.Stack).MaxMemory ?? options.MaxMemory;
                return TerraformEngine.PlanMemory(
                    read.Scan, plan.Stack, failure.Evidence.Container!, [.. plan.Images.Select(i => i.Image)], limit => MemoryLimit.Raise(limit, most));
            },
            cancellationToken);
        if (change.Refusal is { } refusal)
        {
            await UndoAsync(row, refusal, cancellationToken);
            return;
        }

        var fix = new PlannedFix((int)row.Step, change.Memory[0] with { Container = failure.Evidence.Container! }, change.Edits, failure.CommitSha);
        await rows.WriteAsync(
            t => UpgradeRows.UpdateAsync(t, row.Enter(UpgradeState.Fixing, Now, dueAt: Now, row.Reason) with { Fix = JsonSerializer.Serialize(fix, EventJson.Options) }),
            cancellationToken);
    }

    private Task WatchAsync(UpgradeRow row, UpgradeApplied applied, CancellationToken cancellationToken) => rows.WriteAsync(
        async t =>
        {
            await UpgradeRows.UpdateAsync(t, row.Watch(applied, Now, Deadlines.Verdict(Now, applied.Window, options)));
            t.Publish(applied);
            Log.Applied(log, row.Stack, applied.Kind, row.Step, applied.CommitSha);
        },
        cancellationToken);

    private Task UndoAsync(UpgradeRow row, string why, CancellationToken cancellationToken) => rows.WriteAsync(
        async t =>
        {
            await UpgradeRows.UpdateAsync(t, row.Enter(UpgradeState.Undoing, Now, dueAt: Now, $"{row.Reason}; more memory cannot be given: {why}") with
            {
                Kind = nameof(StepKind.Rollback),
            });
            Log.NotMended(log, row.Stack, why);
        },
        cancellationToken);
}
