using Upgrades.Analyzer.Charts;
using Upgrades.Analyzer.Decisions;
using Upgrades.Analyzer.Outside;
using Upgrades.Analyzer.Registry;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Terraform;

namespace Upgrades.Analyzer.Planning;

/// <summary>
/// Plans an image that no stack names, as a chart brings it: which chart, for certain → the version of it that brings the tag → <see cref="PlanChart"/>.
/// </summary>
internal sealed class PlanManagedImage(PlanChart planChart)
{
    /// <param name="held">Stacks that hold the image themselves: their chart has no say in it.</param>
    /// <returns>An outcome for each stack whose chart brings the image; and, where there is none, what may help a person.</returns>
    public async Task<(IReadOnlyList<StackOutcome> Outcomes, string? Hint)> PlanAsync(StackWork work, IReadOnlySet<string> held, CancellationToken cancellationToken)
    {
        var (update, head) = (work.Update, work.Head);
        var stacks = head.Scan.Stacks.Where(s => (update.Stack is null || s.Name == update.Stack) && !held.Contains(s.Name)).ToList();
        var (said, wrong) = ChartOfImage.Said(stacks, work.Wanted, head.Catalog);
        List<StackOutcome> outcomes = [.. wrong.Select(w => work.Skip(w.Stack.Name, null, SkipReason.Unresolved, w.Detail))];
        var (releases, hint) = said.Count > 0 || outcomes.Count > 0 || held.Count > 0 ? (said, null) : await LikelyAsync(work, stacks, cancellationToken);
        var charts = releases.Select(r => r.Name).Distinct().ToList();
        if (charts.Count > 1 && releases.Any(r => !r.BySay))
        {
            var named = string.Join(", ", releases.Select(r => $"{r.Name} in {r.Stack.Name}").Distinct().Order(StringComparer.Ordinal));
            var stack = releases.Select(r => r.Stack.Name).Distinct().ToList() is [var only] ? only : null;
            return ([new StackOutcome.Skipped(UpdatePlan.Skipped(
                update, work.Wanted.Name, stack, null, SkipReason.Unresolved, $"more than one chart may bring it: {named}; services.<stack>.charts can say which"))], null);
        }

        foreach (var own in releases.GroupBy(r => (r.Stack, r.Name)))
        {
            outcomes.Add(await PlanAsync(work, own.Key.Stack, own.Key.Name, [.. own], cancellationToken));
        }

        return (outcomes, hint);
    }

    private async Task<StackOutcome> PlanAsync(StackWork work, StackScan stack, ChartName chart, IReadOnlyList<ChartedRelease> releases, CancellationToken cancellationToken)
    {
        var request = new ChartRequest
        {
            Name = chart, Version = work.Wanted.Tag!, Force = work.Update.Force, Attempt = work.Update.Attempt, UpdateIds = work.Update.UpdateIds, Stack = stack.Name,
        };
        StackOutcome Skip(string? from, SkipReason reason, string detail) => work.Skip(stack.Name, from, reason, detail);
        if (releases.Select(ChartOfImage.AgainstValues).FirstOrDefault(a => a is not null) is { } against)
        {
            return Skip(null, SkipReason.Unresolved, against);
        }

        var pinned = releases.Where(r => r.Site.Status == SiteStatus.Pinned).Select(r => r.Site.Version!).ToList();
        if (pinned.Count == 0)
        {
            // Whatever the version is, none of them could be brought there.
            return ChartDecision.Decide(stack, request) is ChartDecision.Skip stays ? Skip(stays.From, stays.Reason, stays.Detail)
                : Skip(null, SkipReason.Unpinned, $"no release of the chart {chart} is pinned to a version");
        }

        var present = pinned.Aggregate((oldest, v) => VersionOrder.IsNewer(v, oldest) ? v : oldest);
        ChartLookup? lookup = await work.Outside.ChartAsync(chart, cancellationToken);
        if (lookup is not ChartLookup.Found found)
        {
            return lookup is ChartLookup.Missing missing ? Skip(present, SkipReason.TagNotInRegistry, missing.Detail)
                : Skip(present, SkipReason.Unresolved, $"the chart {chart} brings it; which version of the chart that is was not asked");
        }

        return await ChartForApplication.FindAsync(chart, found.Listing, present, work.Wanted.Tag!, cancellationToken) switch
        {
            ChartForApplication.Version version => await PlanAsync(work, stack, request with { Version = version.Chart }, version, present, cancellationToken),
            ChartForApplication.Nothing nothing => Skip(present, nothing.Reason, nothing.Detail),
            var other => throw new InvalidOperationException($"No case for {other}."),
        };
    }

    private async Task<StackOutcome> PlanAsync(
        StackWork work, StackScan stack, ChartRequest request, ChartForApplication.Version version, string present, CancellationToken cancellationToken)
    {
        var tag = work.Wanted.Tag!;
        var image = version.IsExact ? await work.Outside.LookUpAsync(work.Wanted, tag, cancellationToken) : null;
        if (image is TagLookup.Missing missing)
        {
            return work.Skip(stack.Name, present, SkipReason.TagNotInRegistry, missing.Detail);
        }

        var remark = version.IsExact ? $"the chart {request.Name.Chart} {version.Chart} brings {work.Wanted.Name} {version.AppVersion}"
            : $"no version of the chart {request.Name.Chart} brings {tag} yet; {version.Chart} brings {version.AppVersion}, the nearest before it";
        var managed = new ManagedImage(work.Update, work.Wanted, (image as TagLookup.Found)?.Digest, remark);
        return ChartDecision.Decide(stack, request) switch
        {
            ChartDecision.Move move => await planChart.PlanAsync(new ChartWork(request, work.Head, work.Quarantine, work.Outside, managed), move, cancellationToken),
            ChartDecision.Skip skip => work.Skip(stack.Name, skip.From, skip.Reason, skip.Detail),
            _ => work.Skip(stack.Name, present, SkipReason.Unresolved, $"the stack has no release of the chart {request.Name} that can be read"),
        };
    }

    /// <summary>
    /// Asks the repositories of all charts that are near. One that does not answer is waited for when its chart has the image's name, or the signal says
    /// that the image runs beside it; another one must not hold up what has most likely nothing to do with it.
    /// </summary>
    private static async Task<(IReadOnlyList<ChartedRelease> Releases, string? Hint)> LikelyAsync(StackWork work, IReadOnlyList<StackScan> stacks, CancellationToken cancellationToken)
    {
        List<ChartedRelease> likely = [];
        List<string> silent = [];
        var near = ChartOfImage.Near(stacks, work.Update.Namespace).ToLookup(r => r.Name);
        foreach (var releases in near)
        {
            try
            {
                var lookup = await work.Outside.ChartAsync(releases.Key, cancellationToken);
                foreach (var release in lookup is ChartLookup.Found found ? releases : Enumerable.Empty<ChartedRelease>())
                {
                    if (await BringsAsync(work, ((ChartLookup.Found)lookup!).Listing, release, cancellationToken))
                    {
                        likely.Add(release);
                    }
                }
            }
            catch (OutsideUnavailableException e) when (!ChartOfImage.HasItsName(releases.Key, work.Wanted) && work.Update.Namespace is null)
            {
                silent.Add(e.Message);
            }
        }

        return (likely, silent.Count > 0 ? $"; a chart may bring it, and {string.Join(", ", silent.Take(3))}"
            : near.Count > 0 && work.Update.Namespace is not null ? "; where a chart brings it, services.<stack>.charts can say so" : null);
    }

    private static async Task<bool> BringsAsync(StackWork work, ChartListing listing, ChartedRelease release, CancellationToken cancellationToken)
    {
        var version = release.Site.Version is { } present ? listing.Spelled(present) : null;
        return await listing.ReadAsync(version ?? listing.Versions[0], cancellationToken) is { } entry
            && ChartOfImage.Brings(entry, release.Name, work.Wanted, work.Wanted.Tag!, work.Head.Catalog);
    }
}
