using System.Text.Json;
using Upgrades.Analyzer.Decisions;
using Upgrades.Analyzer.Planning;
using Upgrades.Analyzer.State;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting.Bus;
using Upgrades.Hosting.State;

namespace Upgrades.Analyzer;

/// <summary>
/// Keeps an update for the loop. What the grammar does not allow is decided at once; what was decided before is told again in the
/// same words.
/// </summary>
internal sealed class StoreUpdateConsumer(UpdateRows rows, TimeProvider time) : IConsume<UpdateDetected>
{
    public Task ConsumeAsync(UpdateDetected message, CancellationToken cancellationToken)
    {
        var (update, error) = Incoming.Read(message);
        return rows.WriteAsync(t => StoreAsync(t, update, error), cancellationToken);
    }

    private async Task<bool> StoreAsync(StateTransaction t, UpdateDetected update, string? error)
    {
        var id = update.UpdateId.ToString()!;
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var decision = error is null ? null : UpdateDecision.Of(update, [], [Refused(update, error)]);
        var row = new UpdateRow
        {
            Id = id,
            Image = update.Image,
            Tag = update.Tag,
            Message = JsonSerializer.Serialize(update, EventJson.Options),
            Decision = decision?.ToJson(),
            ReceivedAt = now,
            DueAt = error is null ? now : null,
        };
        if (await UpdateRows.InsertAsync(t, row) > 0)
        {
            decision?.Publish(t, []);
            return true;
        }

        await TellAgainAsync(t, id);
        return false;
    }

    private static async Task TellAgainAsync(StateTransaction t, string id)
    {
        if ((await UpdateRows.FindAsync(t, id))?.Decision is not { } json)
        {
            return;
        }

        var decision = UpdateDecision.Read(json);
        List<UpgradePlanned> plans = [];
        foreach (var upgrade in decision.Analyzed.UpgradeIds)
        {
            if (await PlanRows.FindAsync(t, upgrade) is { } stored)
            {
                plans.Add(stored.Plan);
            }
        }

        decision.Publish(t, plans);
    }

    private static UpgradeSkipped Refused(UpdateDetected update, string error) => UpdatePlan.Skipped(
        new UpdateRequest { Image = ImageReference.Parse("invalid"), Tag = update.Tag, UpdateIds = [update.UpdateId!.Value] },
        update.Image, stack: null, from: null, SkipReason.InvalidReference, error);
}
