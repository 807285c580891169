using System.Text.Json;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor.Decisions;
using Upgrades.Executor.Moves;
using Upgrades.Hosting.Bus;
using Upgrades.Hosting.State;

namespace Upgrades.Executor.Consumers;

/// <summary>Puts a plan into the queue, once. A known id is a redelivery, unless another plan was asked for and this is the next revision.</summary>
internal sealed class StorePlanConsumer(UpgradeRows rows, ExecutorOptions options, TimeProvider time) : IConsume<UpgradePlanned>
{
    public Task ConsumeAsync(UpgradePlanned message, CancellationToken cancellationToken) =>
        PlanCheck.Problem(message) is { } problem
            ? throw new InvalidDataException($"UpgradePlanned {message.UpgradeId} cannot be carried out: {problem}")
            : rows.WriteAsync(t => StoreAsync(t, message.Restore?.Policy == RestorePlan.Never ? message with { Restore = null } : message), cancellationToken);

    private async Task StoreAsync(StateTransaction t, UpgradePlanned plan)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var known = await UpgradeRows.FindAsync(t, plan.UpgradeId.ToString());
        if (known is not null && (known.State != UpgradeState.Outdated || plan.Revision <= known.Revision))
        {
            return;
        }

        var step = 1L;
        if (known is { CommitSha: not null })
        {
            if (Continuation.Of(known.ReadPlan(), (int)known.Step, plan) is not { } whole)
            {
                await AskAgainAsync(t, known, plan.Revision, now);
                return;
            }

            (plan, step) = (whole, known.Step + 1);
        }

        var row = (known ?? New(plan, now)).Enter(UpgradeState.Waiting, now, dueAt: now) with
        {
            Step = step,
            Revision = plan.Revision,
            Plan = JsonSerializer.Serialize(plan, EventJson.Options),
            SharedWith = JsonSerializer.Serialize(plan.SharedWith),
            Urgency = Urgency.Of(plan),
            PlannedAt = plan.PlannedAt.ToUnixTimeMilliseconds(),
        };
        if (known is null)
        {
            await UpgradeRows.InsertAsync(t, row);
        }
        else
        {
            await UpgradeRows.UpdateAsync(t, row);
            row = row with { Version = row.Version + 1 };
        }

        if (options.Mode == ExecutorMode.Observe)
        {
            await SkipAsync(t, row, plan, SkipReason.ObserveMode, "the executor only observes (UPGRADES__EXECUTOR__MODE)", now);
            return;
        }

        await SupersedeAsync(t, row, plan, now);
    }

    private static async Task SupersedeAsync(StateTransaction t, UpgradeRow row, UpgradePlanned plan, long now)
    {
        foreach (var waiting in (await UpgradeRows.WaitingOfStackAsync(t, row.Repository, row.Stack)).Where(w => w.Id != row.Id))
        {
            var old = waiting.ReadPlan();
            switch (Supersede.Decide(old, plan))
            {
                case Supersession.ArrivingReplacesWaiting:
                    await SkipAsync(t, waiting, old, SkipReason.Superseded, $"upgrade {row.Id} to a newer version came before this one's turn", now);
                    break;
                case Supersession.WaitingReplacesArriving:
                    await SkipAsync(t, row, plan, SkipReason.Superseded, $"upgrade {waiting.Id} to the same or a newer version is waiting already", now);
                    return;
                default:
                    break;
            }
        }
    }

    /// <summary>Steps are made already, and this plan does not lead on from there: the repository went on while it was made.</summary>
    private static async Task AskAgainAsync(StateTransaction t, UpgradeRow row, int revision, long now)
    {
        const string Reason = "the plan does not go on from the step that git holds";
        var plan = row.ReadPlan() with { Revision = revision };
        if (revision < ApplyStep.MostRevisions)
        {
            await UpgradeRows.UpdateAsync(t, row with { Revision = revision, Reason = Reason });
            t.Publish(Outcomes.Outdated(plan, Reason));
            return;
        }

        var made = StepChange.Forward(plan, (int)row.Step);
        await UpgradeRows.EndAsync(t, row, "aborted", Reason, now);
        t.Publish(Outcomes.Aborted(plan, made, AbortStage.Waiting, Reason, made.To));
    }

    private static async Task SkipAsync(StateTransaction t, UpgradeRow row, UpgradePlanned plan, SkipReason reason, string detail, long now)
    {
        await UpgradeRows.EndAsync(t, row, "skipped", detail, now);
        t.Publish(Outcomes.Skipped(plan, reason, detail));
    }

    private static UpgradeRow New(UpgradePlanned plan, long now) => new()
    {
        Id = plan.UpgradeId.ToString(),
        Repository = plan.Repository,
        Stack = plan.Stack,
        Plan = "",
        State = UpgradeState.Waiting,
        ReceivedAt = now,
        StateSince = now,
    };
}
