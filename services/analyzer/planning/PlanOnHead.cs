using Upgrades.Analyzer.Decisions;
using Upgrades.Analyzer.State;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Planning;

/// <summary>Plans on the repository and with the quarantine of now. Throws what <see cref="PlanUpgrades"/> and <see cref="HeadReader"/> throw.</summary>
internal sealed class PlanOnHead(HeadReader heads, QuarantineRows quarantine, PlanUpgrades plan)
{
    public async Task<UpdatePlan> PlanAsync(UpdateRequest update, CancellationToken cancellationToken) => await plan.PlanAsync(
        update, await heads.ReadAsync(cancellationToken), await quarantine.VersionsAsync(cancellationToken), cancellationToken);

    /// <summary>One image, or else one chart, stands for all that move with it.</summary>
    /// <returns>Neither plan nor reason when there is none that could be asked for.</returns>
    public async Task<UpdatePlan> PlanAsync(UpgradeAgain again, CancellationToken cancellationToken) =>
        again.Images is [var image, ..] ? (Request(again, image) is { } update ? await PlanAsync(update, cancellationToken) : new UpdatePlan())
        : again.Charts is [var chart, ..] && Request(again, chart) is { } wanted
            ? await plan.PlanAsync(wanted, await heads.ReadAsync(cancellationToken), await quarantine.VersionsAsync(cancellationToken), cancellationToken)
        : new UpdatePlan();

    private static UpdateRequest? Request(UpgradeAgain again, ImageChange asked) =>
        !ImageReference.TryParse(asked.Image, out var image, out _) || !ImageReference.IsTag(asked.To) ? null
        : new UpdateRequest
        {
            Image = image,
            Tag = asked.To,
            Digest = asked.Digest,
            Force = again.Forced,
            Attempt = again.Attempt,
            UpdateIds = again.UpdateIds,
            Stack = again.Stack,
        };

    private static ChartRequest? Request(UpgradeAgain again, ChartChange asked) =>
        !ChartName.TryRead(asked.Chart, asked.Repository, out var name) || !ChartRequest.IsVersion(asked.To) ? null
        : new ChartRequest
        {
            Name = name,
            Version = asked.To,
            Force = again.Forced,
            Attempt = again.Attempt,
            UpdateIds = again.UpdateIds,
            Stack = again.Stack,
        };
}
