using System.Text.Json;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Hosting.State;

namespace Upgrades.Analyzer.State;

/// <summary>What was decided about an update, as it was told. The plans lie in their own table: two updates may lead to the same one.</summary>
internal sealed record UpdateDecision(IReadOnlyList<UpgradeSkipped> Skips, UpdateAnalyzed Analyzed)
{
    public static UpdateDecision Of(UpdateDetected update, IReadOnlyList<UpgradePlanned> plans, IReadOnlyList<UpgradeSkipped> skips) => new(
        skips,
        new UpdateAnalyzed
        {
            UpdateId = update.UpdateId!.Value,
            Image = update.Image,
            Tag = update.Tag,
            UpgradeIds = [.. plans.Select(p => p.UpgradeId)],
            Skipped = [.. skips.Select(s => new Contracts.Vocabulary.SkippedStack { Stack = s.Stack, Reason = s.Reason, Detail = s.Detail })],
        });

    public string ToJson() => JsonSerializer.Serialize(this, EventJson.Options);

    public static UpdateDecision Read(string json) => JsonSerializer.Deserialize<UpdateDecision>(json, EventJson.Options)!;

    /// <summary>The same events in the same order, however often they are told.</summary>
    public void Publish(StateTransaction t, IEnumerable<UpgradePlanned> plans)
    {
        foreach (var plan in plans)
        {
            t.Publish(plan);
        }

        foreach (var skip in Skips)
        {
            t.Publish(skip);
        }

        t.Publish(Analyzed);
    }
}
