using Upgrades.Analyzer.Assessment;
using Upgrades.Analyzer.Decisions;
using Upgrades.Analyzer.Registry;
using Upgrades.Analyzer.Releases;
using Upgrades.Analyzer.Security;
using Upgrades.Analyzer.Sources;
using Upgrades.Analyzer.Steps;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Repository.Catalogs;
using Upgrades.Terraform;

namespace Upgrades.Analyzer.Planning;

/// <summary>Plans one stack: what would be edited → may it be → what the notes say → risk → stops → steps.</summary>
internal sealed class PlanStack(AnalyzerOptions options, TimeProvider time)
{
    public async Task<StackOutcome> PlanAsync(StackWork work, StackDecision.Move move, CancellationToken cancellationToken)
    {
        var (stack, wanted, outside) = (move.Stack, work.Wanted, work.Outside);
        StackOutcome Skip(SkipReason reason, string detail) => work.Skip(stack.Name, string.Join(", ", move.Froms), reason, detail);
        if (await outside.LookUpAsync(wanted, wanted.Tag!, cancellationToken) is not TagLookup.Found target)
        {
            return Skip(SkipReason.TagNotInRegistry, await outside.MissingAsync([new ImageChange { Image = wanted.Name, From = "", To = wanted.Tag! }], cancellationToken) ?? "");
        }

        if (IsPinnedAlready(move, wanted, target.Digest))
        {
            return Skip(SkipReason.AlreadyCurrent, $"{wanted.Tag} names what is pinned already");
        }

        var way = WayToTarget.Find(work.Head.Scan, move, wanted, target.Digest);
        if (way.Refusal is not null)
        {
            return Skip(SkipReason.Unresolved, way.Refusal);
        }

        if (MovedImages.Against(stack.Name, way.Images, work.Update.Force, wanted.Name, work.Head.Catalog, work.Quarantine, options) is { } against)
        {
            return Skip(against.Reason, against.Detail);
        }

        if (MovedImages.Failed(stack.Name, MovedVersion.Of([], way.Charts), work.Update.Force, work.Quarantine) is { } chart)
        {
            return Skip(SkipReason.Quarantined, chart);
        }

        if ((await outside.MissingAsync(way.Images, cancellationToken) ?? await outside.MissingAsync(way.Charts, cancellationToken)) is { } missing)
        {
            return Skip(SkipReason.TagNotInRegistry, missing);
        }

        var (together, apart) = await CompanionWay.FindAsync(work, stack, way, options, cancellationToken);
        if (apart is var (apartReason, apartDetail))
        {
            return Skip(apartReason, apartDetail);
        }

        way = way with { Companions = together };
        var (range, read) = await ReadNotesAsync(work, stack, wanted, way.Froms[0], target.Digest, cancellationToken);
        var risk = Judge(work, stack, range, read);
        foreach (var companion in way.Companions)
        {
            var (itsRange, itsNotes) = await ReadNotesAsync(work, stack, companion.Image, companion.From, null, cancellationToken);
            read = read with { Sources = [.. read.Sources, .. itsNotes.Sources] };
            risk = risk.With(Judge(work, stack, itsRange, itsNotes));
        }

        var route = RouteOf(work, stack, way, risk, read);
        var tags = route.NeedsTags ? await outside.TagsAsync(wanted, cancellationToken) : [];
        var stops = tags is null ? Stops.Straight(route) : StopSelection.Select(route, tags);
        risk = tags is null ? risk.Unseen(route.Unseen) : risk with { Reasons = [.. stops.Reasons, .. risk.Reasons] };
        if (stops.Unreachable is { } waypoint)
        {
            return Skip(SkipReason.TagNotInRegistry, $"{waypoint} must not be jumped over, and {wanted.Name} has no such tag");
        }

        var (steps, dropped, refusal) = await StepsAsync(work, stack, way, stops, cancellationToken);
        if (refusal is not null)
        {
            return Skip(refusal.Value.Reason, refusal.Value.Detail);
        }

        var weaknesses = range is null ? Weaknesses.None : await outside.WeaknessesAsync(range, read, cancellationToken);
        return new StackOutcome.Planned(Plan(work, move, way, range, read, risk, steps, stops.LeftOut, dropped, weaknesses), read.Notes);
    }

    /// <summary>The signal named another digest; meanwhile the tag may name the old one again.</summary>
    private static bool IsPinnedAlready(StackDecision.Move move, ImageReference wanted, string? digest) =>
        move.Froms is [var only] && only == wanted.Tag
        && move.Stack.Images.Where(i => i.Image?.Name == wanted.Name && i.Tag == only && i.Digest is not null).All(i => i.Digest == digest);

    /// <returns>No range where there is nothing to read: the tag stays and only its digest moves, or nobody was asked.</returns>
    private static async Task<(ReleaseRange? Range, ReleaseNotes Notes)> ReadNotesAsync(
        StackWork work, StackScan stack, ImageReference wanted, string from, string? digest, CancellationToken cancellationToken)
    {
        if (from == wanted.Tag || ReleaseTag.Parse(from) is not { } start || ReleaseTag.Parse(wanted.Tag) is not { } end)
        {
            return (null, ReleaseNotes.None("the tag stays the same, only its digest is new: notes say nothing about a rebuild"));
        }

        var range = new ReleaseRange(wanted, start, end) { ChartRepositories = BringingCharts.RepositoriesOf(stack, wanted) };
        return await work.Outside.NotesAsync(range, work.Head.Catalog, digest, cancellationToken) is { } read ? (range, read) : (null, ReleaseNotes.None(NobodyAsked.Why));
    }

    private static RiskAssessment Judge(StackWork work, StackScan stack, ReleaseRange? range, ReleaseNotes read) => range is null
        ? RiskAssessment.Unread(read.Missing)
        : RiskAssessment.Of(range, read, new Keywords(work.Head.Catalog.Keywords), work.Head.Catalog.AlwaysSteps(stack.Name));

    private static UpgradeRoute RouteOf(StackWork work, StackScan stack, WayToTarget way, RiskAssessment risk, ReleaseNotes notes)
    {
        var service = work.Head.Catalog.ServiceFor(stack.Name);
        return new UpgradeRoute
        {
            From = way.Froms[0],
            To = work.Wanted.Tag!,
            Stepping = service.Stepping ?? (risk.Risk == Risk.Caution ? Stepping.Every : Stepping.Direct),
            Waypoints = service.Waypoints,
            Vendors = service.VendorStops ? VendorStops.For(way.Images.Select(i => i.Image)) : [],
            MaxSteps = work.Head.Catalog.MaxSteps,
            Releases = [.. notes.Notes.Select(n => (n.Version, risk.Breaking.Contains(n.Name)))],
        };
    }

    /// <summary>A stop whose images are not all there is no stop; without a waypoint or the target there is no way.</summary>
    private static async Task<(IReadOnlyList<PlanStep> Steps, int Dropped, (SkipReason Reason, string Detail)? Refusal)> StepsAsync(
        StackWork work, StackScan stack, WayToTarget way, Stops stops, CancellationToken cancellationToken)
    {
        List<(string Tag, IReadOnlyList<StackChange?> Changes)> kept = [];
        foreach (var tag in stops.Tags)
        {
            var lookup = await work.Outside.LookUpAsync(work.Wanted, tag, cancellationToken);
            var beside = await BesideAsync(work, stack, way, tag, cancellationToken);
            var changes = tag == work.Wanted.Tag ? [.. way.All]
                : lookup is TagLookup.Found found ? [.. way.Froms.Select(from => TagComparison.Compare(from, tag) != TagOrder.Newer ? null
                    : TerraformEngine.PlanImage(work.Head.Scan, stack, work.Wanted, from, tag, found.Digest)), .. beside.Select(b => b.Change)]
                : (IReadOnlyList<StackChange?>)[];
            var moved = changes.SelectMany(c => c?.Images ?? []).ToList();
            var missing = lookup is TagLookup.Missing absent ? absent.Detail
                : beside.Find(b => b.Missing is not null).Missing ?? changes.FirstOrDefault(c => c?.Refusal is not null)?.Refusal ?? await work.Outside.MissingAsync(moved, cancellationToken);
            var failed = MovedImages.Failed(stack.Name, MovedVersion.Of(moved, changes.SelectMany(c => c?.Charts ?? [])), work.Update.Force, work.Quarantine);
            if (missing is null && failed is null)
            {
                kept.Add((tag, changes));
            }
            else if (stops.Mandatory.Contains(tag))
            {
                return ([], 0, missing is null ? (SkipReason.Quarantined, failed!) : (SkipReason.TagNotInRegistry, missing));
            }
        }

        var ways = Enumerable.Range(0, way.Froms.Count + way.Companions.Count).Select(i => (IReadOnlyList<StackChange?>)[.. kept.Select(k => k.Changes[i])]).ToList();
        var (steps, refusal) = StepChain.Link([.. kept.Select(k => k.Tag)], ways);
        return (steps, stops.Tags.Count - kept.Count, refusal is null ? null : (SkipReason.Unresolved, refusal));
    }

    /// <summary>What the companions do at a stop before the target.</summary>
    private static async Task<List<(StackChange? Change, string? Missing)>> BesideAsync(StackWork work, StackScan stack, WayToTarget way, string tag, CancellationToken cancellationToken)
    {
        List<(StackChange? Change, string? Missing)> beside = [];
        foreach (var companion in tag == work.Wanted.Tag ? [] : way.Companions)
        {
            beside.Add(await companion.ToStopAsync(work, stack, tag, cancellationToken));
        }

        return beside;
    }

    private UpgradePlanned Plan(
        StackWork work, StackDecision.Move move, WayToTarget way, ReleaseRange? range, ReleaseNotes read, RiskAssessment risk, IReadOnlyList<PlanStep> steps, int leftOut, int dropped,
        Weaknesses weaknesses)
    {
        var lacksBackup = StackFindings.LacksBackup(work.Head.Catalog, move.Stack);
        var configuration = NamedConfiguration.Of(risk.Mentions, work.Head.Scan, move.Stack);
        return new StackFindings
        {
            Head = work.Head,
            Stack = move.Stack,
            Images = way.Images,
            Charts = way.Charts,
            Steps = steps,
            Assessment = risk,
            Targets = way.Images.Select(i => (i.Image, i.From == i.To ? $"{i.To}@{i.Digest}" : i.To)),
            Summary = PlanSummary.Of(new PlanFacts(move, way, range, read, risk, steps.Count, leftOut, dropped, lacksBackup, configuration)),
            Advisories = Advisories.In(read.Notes),
            Weaknesses = weaknesses,
            Sources = read.Sources,
            Configuration = configuration,
            Attempt = work.Update.Attempt,
            UpdateIds = [.. work.Update.UpdateIds.Concat(way.Companions.SelectMany(c => c.UpdateIds)).Distinct()],
        }.ToPlan(time.GetUtcNow());
    }
}
