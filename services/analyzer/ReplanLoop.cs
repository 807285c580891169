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
            var revised = made with { UpgradeId = message.UpgradeId, Revision = Math.Max(before, message.Revision) + 1, UpdateIds = message.UpdateIds };
            if (!(stored is null ? await PlanRows.InsertAsync(t, revised, forced: false) : await PlanRows.ReviseAsync(t, revised, before)))
            {
                throw new RowChangedException("plans", row.Id);
            }

            t.Publish(revised);
            Log.PlannedAgain(log, message.Stack, revised.Revision, message.Reason);
            return true;
        }

        var skip = Nothing(message, planned);
        await PlanRows.SetSkipAsync(t, message.UpgradeId, skip);
        t.Publish(skip);
        Log.Skipped(log, skip.Image, skip.To, message.Stack, skip.Reason, skip.Detail);
        return true;
    }

    /// <summary>One image stands for all that move with it. Null for a message without images.</summary>
    private static UpdateRequest? Request(PlanOutdated message, StoredPlan? stored) =>
        message.Images.Count == 0 || !ImageReference.TryParse(message.Images[0].Image, out var image, out _) || !ImageReference.IsTag(message.Images[0].To) ? null
        : new UpdateRequest
        {
            Image = image,
            Tag = message.Images[0].To,
            Digest = message.Images[0].Digest,
            Force = stored?.Forced ?? false,
            Attempt = stored?.Plan.Attempt ?? 0,
            UpdateIds = message.UpdateIds,
            Stack = message.Stack,
        };

    private static UpgradeSkipped Nothing(PlanOutdated message, UpdatePlan planned)
    {
        var skip = planned.Skips is [var first, ..] ? first : null;
        var change = message.Images is [var asked, ..] ? asked : null;
        return new UpgradeSkipped
        {
            UpgradeId = message.UpgradeId,
            UpdateIds = message.UpdateIds,
            Stack = message.Stack,
            Image = skip?.Image ?? change?.Image ?? "",
            From = skip?.From,
            To = change?.To ?? "",
            Reason = skip?.Reason ?? SkipReason.InvalidReference,
            Detail = skip?.Detail ?? "the outdated plan names no image",
        };
    }
}
