using System.Text.Json;
using Upgrades.Analyzer.Decisions;
using Upgrades.Analyzer.Outside;
using Upgrades.Analyzer.Planning;
using Upgrades.Analyzer.State;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting.Loops;
using Upgrades.Hosting.State;
using Upgrades.Hosting.Tracing;

namespace Upgrades.Analyzer;

/// <summary>Makes a plan again on the head of now: the same upgrade, the next revision; or says that nothing is left to do.</summary>
internal sealed class ReplanLoop(
    PlanRows rows, PlanOnHead plan, GrantSecondChance grant, AnalyzerOptions options, TimeProvider time, ILogger<ReplanLoop> log) : IRowLoop
{
    public string Table => "replans";

    public int Parallelism => options.Parallelism;

    public TraceSubject? SubjectOf(string id) => TraceSubject.InRowId(id);

    public async Task MoveAsync(string id, CancellationToken cancellationToken)
    {
        if (await rows.FindReplanAsync(id, cancellationToken) is not { DueAt: not null } row)
        {
            return;
        }

        var message = JsonSerializer.Deserialize<PlanOutdated>(row.Message, EventJson.Options)!;
        var stored = await rows.FindAsync(message.UpgradeId, cancellationToken);
        try
        {
            var again = Again(message, stored);
            var planned = await plan.PlanAsync(again, cancellationToken);
            await rows.WriteAsync(t => DecideAsync(t, row, message, stored, again, planned), cancellationToken);
        }
        catch (RateLimitedException e)
        {
            await rows.WriteAsync(t => UpdateRows.PostponeAsync(t, Table, id, (time.GetUtcNow() + e.Wait).ToUnixTimeMilliseconds()), cancellationToken);
            throw;
        }
    }

    private async Task<bool> DecideAsync(StateTransaction t, ReplanRow row, PlanOutdated message, StoredPlan? stored, UpgradeAgain again, UpdatePlan planned)
    {
        if (await PlanRows.FinishReplanAsync(t, row) == 0)
        {
            throw new RowChangedException(Table, row.Id);
        }

        if (planned.Plans.FirstOrDefault(p => p.Stack == message.Stack) is { } made)
        {
            var before = stored?.Plan.Revision ?? message.Revision;
            var revised = made with
            {
                UpgradeId = message.UpgradeId,
                Revision = Math.Max(before, message.Revision) + 1,
                UpdateIds = again.UpdateIds,
                // What was said about these notes holds still; nobody is asked twice.
                Advice = stored?.Plan.Advice,
            };
            if (!(stored is null ? await PlanRows.InsertAsync(t, revised, forced: false) : await PlanRows.ReviseAsync(t, revised, before)))
            {
                throw new RowChangedException("plans", row.Id);
            }

            t.Publish(revised);
            Log.PlannedAgain(log, message.Stack, revised.Revision, message.Reason);
            return true;
        }

        var skip = Nothing(message, again, planned);
        await PlanRows.SetSkipAsync(t, message.UpgradeId, skip);
        t.Publish(skip);
        if (SecondChance.IsFor(skip))
        {
            await grant.AfterAsync(t, message.UpgradeId, again, skip.Detail);
        }

        Log.Skipped(log, skip.Image, skip.To, message.Stack, skip.Reason, skip.Detail);
        return true;
    }

    /// <summary>
    /// Where the upgrade goes is best known from its plan here: an executor that has lost its store knows no more than the steps that
    /// git tells, and not for which updates they were.
    /// </summary>
    private static UpgradeAgain Again(PlanOutdated message, StoredPlan? stored)
    {
        var again = stored is { Plan: { Images.Count: > 0 } or { Charts.Count: > 0 } } ? UpgradeAgain.Of(stored.Plan, stored.Forced)
            : new UpgradeAgain { Stack = message.Stack, Images = message.Images, Charts = message.Charts };
        return again with { Stack = message.Stack, UpdateIds = message.UpdateIds.Count > 0 ? message.UpdateIds : again.UpdateIds };
    }

    private static UpgradeSkipped Nothing(PlanOutdated message, UpgradeAgain again, UpdatePlan planned)
    {
        var skip = planned.Skips is [var first, ..] ? first : null;
        var asked = MovedVersion.Of(again.Images, again.Charts) is [var moved, ..] ? moved : null;
        return new UpgradeSkipped
        {
            UpgradeId = message.UpgradeId,
            UpdateIds = again.UpdateIds,
            Stack = message.Stack,
            Image = skip?.Image ?? asked?.Subject ?? "",
            From = skip?.From,
            To = asked?.To ?? "",
            Reason = skip?.Reason ?? SkipReason.InvalidReference,
            Detail = skip?.Detail ?? "the outdated plan names nothing that can be planned",
        };
    }
}
