using Upgrades.Analyzer.Decisions;
using Upgrades.Analyzer.State;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Analyzer.Planning;

/// <summary>Plans on the repository and with the quarantine of now. Throws what <see cref="PlanUpgrades"/> and <see cref="HeadReader"/> throw.</summary>
internal sealed class PlanOnHead(HeadReader heads, QuarantineRows quarantine, PlanUpgrades plan)
{
    public async Task<UpdatePlan> PlanAsync(UpdateRequest update, CancellationToken cancellationToken) => await plan.PlanAsync(
        update, await heads.ReadAsync(cancellationToken), await quarantine.VersionsAsync(cancellationToken), cancellationToken);

    /// <summary>The same, when it is known who else was signalled.</summary>
    /// <param name="gather">Finds signals for companions, whose names are those of the catalog; null: it is too early to plan.</param>
    /// <returns>Null when it was too early.</returns>
    public async Task<UpdatePlan?> PlanAsync(
        UpdateRequest update, Func<IReadOnlyList<StackCompanions>, Catalog, Task<IReadOnlyList<UpdatePartner>?>> gather, CancellationToken cancellationToken)
    {
        var head = await heads.ReadAsync(cancellationToken);
        IReadOnlyList<UpdatePartner>? partners = plan.CompanionsOf(update, head) is { Count: > 0 } companions ? await gather(companions, head.Catalog) : [];
        return partners is null ? null : await plan.PlanAsync(update with { Partners = partners }, head, await quarantine.VersionsAsync(cancellationToken), cancellationToken);
    }

    /// <summary>One image, or else one chart, stands for all that move with it; one that is there already for none.</summary>
    /// <returns>Neither plan nor reason when there is none that could be asked for.</returns>
    public async Task<UpdatePlan> PlanAsync(UpgradeAgain again, CancellationToken cancellationToken)
    {
        UpdatePlan? first = null;
        foreach (var update in again.Images.DistinctBy(i => (i.Image, i.To)).Select(image => Request(again, image)).OfType<UpdateRequest>())
        {
            var planned = await PlanAsync(update, cancellationToken);
            first ??= planned;
            if (planned.Plans.Count > 0 || planned.Skips.Any(s => s.Reason is not (SkipReason.AlreadyCurrent or SkipReason.NotInRepository)))
            {
                return planned;
            }
        }

        return first ?? (again is { Images: [], Charts: [var chart, ..] } && Request(again, chart) is { } wanted
            ? await plan.PlanAsync(wanted, await heads.ReadAsync(cancellationToken), await quarantine.VersionsAsync(cancellationToken), cancellationToken)
            : new UpdatePlan());
    }

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
            Partners = [.. again.Images.Where(i => i.Image != asked.Image).Select(i => ImageReference.TryParse(i.Image, out var other, out _) && ImageReference.IsTag(i.To)
                ? new UpdatePartner(other.WithTag(i.To), []) : null).OfType<UpdatePartner>()],
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
