using Upgrades.Analyzer.Planning;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Terraform;

namespace Upgrades.Analyzer.Decisions;

/// <summary>What a new version of a chart means to one stack, by what is written in it.</summary>
internal abstract record ChartDecision(StackScan Stack)
{
    public sealed record Skip(StackScan Stack, string? From, SkipReason Reason, string Detail) : ChartDecision(Stack);

    /// <param name="Releases">That can move, as they are written.</param>
    /// <param name="Left">Releases of the chart that stay as they are, and why; for the reader.</param>
    public sealed record Move(StackScan Stack, IReadOnlyList<(string Release, string From)> Releases, IReadOnlyList<string> Left) : ChartDecision(Stack);

    /// <returns>Null when the stack has nothing to do with the chart.</returns>
    public static ChartDecision? Decide(StackScan stack, ChartRequest wanted)
    {
        var judged = stack.Charts.Select(site => (Site: site, Is: IsOf(site, wanted.Name))).Where(s => s.Is != Likeness.Another)
            .Select(s => (s.Site, Against: s.Is == Likeness.Perhaps ? Unknown(s.Site) : Against(s.Site, wanted.Version))).ToList();
        if (judged.Count == 0)
        {
            return null;
        }

        var releases = judged.Where(j => j.Against is null).Select(j => (j.Site.Release, j.Site.Version!)).Distinct().ToList();
        var stays = judged.Where(j => j.Against is not null).Select(j => (j.Site, Against: j.Against!.Value)).ToList();
        if (releases.Count > 0)
        {
            return new Move(stack, releases, [.. stays.Where(s => s.Against.Reason != SkipReason.AlreadyCurrent).Select(s => $"{s.Site.Resource} stays: {s.Against.Detail}").Distinct()]);
        }

        var (first, (reason, detail)) = stays.MinBy(s => VersionOrder.Rank(s.Against.Reason));
        return new Skip(stack, first.Version, reason, detail);
    }

    private enum Likeness { Another, Perhaps, Same }

    /// <summary>A release that has the chart's name and no repository that could be read may be it.</summary>
    private static Likeness IsOf(ChartSite site, ChartName wanted) =>
        ChartName.TryRead(site.Chart, site.Repository, out var name) ? (name == wanted ? Likeness.Same : Likeness.Another)
        : site.Chart == wanted.Chart ? Likeness.Perhaps : Likeness.Another;

    private static (SkipReason Reason, string Detail)? Unknown(ChartSite site) =>
        (SkipReason.Unresolved, $"{site.Resource} has a chart {site.Chart}, and the repository that it is from cannot be read there");

    /// <returns>What stands against moving this release; null when nothing does.</returns>
    private static (SkipReason Reason, string Detail)? Against(ChartSite site, string to) => site.Status switch
    {
        SiteStatus.Ignored => (SkipReason.IgnoredByTerraform, site.Reason ?? "an edit would do nothing"),
        SiteStatus.Untagged => (SkipReason.Unpinned, $"{site.Resource} names no version: {site.Reason ?? "what runs changes without an edit"}"),
        SiteStatus.Unresolved => (SkipReason.Unresolved, $"{site.File}:{site.Line} {site.LiteralText}: {site.Reason}"),
        _ when site.Version == to => (SkipReason.AlreadyCurrent, $"{site.Resource} has {to}"),
        SiteStatus.Pinned => VersionOrder.Against(site.Version!, to),
        _ => (SkipReason.Unpinned, $"{site.Resource} has \"{site.Version}\", which names no version: what runs changes without an edit"),
    };
}
