using System.Text.Json;
using Upgrades.Analyzer.Outside;
using Upgrades.Analyzer.Planning;
using Upgrades.Analyzer.State;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting.Loops;
using Upgrades.Hosting.State;

namespace Upgrades.Analyzer;

/// <summary>Makes a plan again on the head of now: the same upgrade, the next revision; or says that nothing is left to do.</summary>
internal sealed class ReplanLoop(
    PlanRows rows, QuarantineRows quarantine, HeadReader heads, PlanUpgrades plan, AnalyzerOptions options, TimeProvider time, ILogger<ReplanLoop> log) : IRowLoop
{
    public string Table => "replans";

    public int Parallelism => options.Parallelism;

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
            var request = Request(message, stored);
            var planned = request is null ? new UpdatePlan() : await plan.PlanAsync(
                request, await heads.ReadAsync(cancellationToken), await quarantine.VersionsAsync(cancellationToken), cancellationToken);
            await rows.WriteAsync(t => DecideAsync(t, row, message, stored, planned), cancellationToken);
        }
        catch (RateLimitedException e)
        {
            await rows.WriteAsync(t => UpdateRows.PostponeAsync(t, Table, id, (time.GetUtcNow() + e.Wait).ToUnixTimeMilliseconds()), cancellationToken);
            throw;
        }
    }

    private async Task<bool> DecideAsync(StateTransaction t, ReplanRow row, PlanOutdated message, StoredPlan? stored, UpdatePlan planned)
    {
        if (await PlanRows.FinishReplanAsync(t, row) == 0)
        {
            throw new RowChangedException(Table, row.Id);
        }

        if (planned.Plans.FirstOrDefault(p => p.Stack == message.Stack) is { } made)
        {
            var before = stored?.Plan.Revision ?? message.Revision;
            var revised = made with { UpgradeId = message.UpgradeId, Revision = Math.Max(before, message.Revision) + 1, UpdateIds = UpdateIds(message, stored) };
            if (!(stored is null ? await PlanRows.InsertAsync(t, revised, forced: false) : await PlanRows.ReviseAsync(t, revised, before)))
            {
                throw new RowChangedException("plans", row.Id);
            }

            t.Publish(revised);
            Log.PlannedAgain(log, message.Stack, revised.Revision, message.Reason);
            return true;
        }

        var skip = Nothing(message, stored, planned);
        await PlanRows.SetSkipAsync(t, message.UpgradeId, skip);
        t.Publish(skip);
        Log.Skipped(log, skip.Image, skip.To, message.Stack, skip.Reason, skip.Detail);
        return true;
    }

    /// <summary>
    /// Where the upgrade goes is best known from its plan here: an executor that has lost its store knows no more than the steps that
    /// git tells, and not for which updates they were.
    /// </summary>
    private static IReadOnlyList<ImageChange> Images(PlanOutdated message, StoredPlan? stored) => stored is { Plan.Images.Count: > 0 } ? stored.Plan.Images : message.Images;

    private static IReadOnlyList<Guid> UpdateIds(PlanOutdated message, StoredPlan? stored) =>
        message.UpdateIds.Count > 0 ? message.UpdateIds : stored?.Plan.UpdateIds ?? [];

    /// <summary>One image stands for all that move with it. Null for a message without images.</summary>
    private static UpdateRequest? Request(PlanOutdated message, StoredPlan? stored) =>
        Images(message, stored) is not [var asked, ..] || !ImageReference.TryParse(asked.Image, out var image, out _) || !ImageReference.IsTag(asked.To) ? null
        : new UpdateRequest
        {
            Image = image,
            Tag = asked.To,
            Digest = asked.Digest,
            Force = stored?.Forced ?? false,
            Attempt = stored?.Plan.Attempt ?? 0,
            UpdateIds = UpdateIds(message, stored),
            Stack = message.Stack,
        };

    private static UpgradeSkipped Nothing(PlanOutdated message, StoredPlan? stored, UpdatePlan planned)
    {
        var skip = planned.Skips is [var first, ..] ? first : null;
        var change = Images(message, stored) is [var asked, ..] ? asked : null;
        return new UpgradeSkipped
        {
            UpgradeId = message.UpgradeId,
            UpdateIds = UpdateIds(message, stored),
            Stack = message.Stack,
            Image = skip?.Image ?? change?.Image ?? "",
            From = skip?.From,
            To = change?.To ?? "",
            Reason = skip?.Reason ?? SkipReason.InvalidReference,
            Detail = skip?.Detail ?? "the outdated plan names no image",
        };
    }
}
