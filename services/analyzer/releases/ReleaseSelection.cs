using Upgrades.Analyzer.Forges;

namespace Upgrades.Analyzer.Releases;

/// <summary>Picks the releases on the way out of all that a repository lists, by version and never by date or page.</summary>
internal static class ReleaseSelection
{
    /// <param name="repository">The repository's own name.</param>
    /// <param name="chart">Where a chart is upgraded: its name.</param>
    public static ReleaseNotes Select(ReleaseRange range, IReadOnlyList<ForgeRelease> releases, string repository, string? chart = null)
    {
        var onTheWay = releases.Where(r => !r.Draft).Select(r => (Release: r, Tag: ReleaseTag.Parse(r.TagName)))
            .Where(r => r.Tag is not null && range.Holds(r.Tag.Version) && (!r.Release.Prerelease || range.To.Version.IsPrerelease))
            .Select(r => (r.Release, Tag: r.Tag!))
            .ToLookup(r => r.Tag.Component);
        if (onTheWay.Count == 0)
        {
            return ReleaseNotes.None(releases.Count == 0 ? "it has no releases" : "none of its releases is on the way");
        }

        var candidates = onTheWay.Select(c => (Notes: c, Rank: ReleaseComponents.Rank(range, c.Key, chart, repository), HasTarget: c.Any(r => range.IsTarget(r.Tag.Version))))
            .Where(c => c.Rank < ReleaseComponents.Foreign || (c.Rank == ReleaseComponents.Foreign && c.HasTarget))
            .OrderByDescending(c => c.HasTarget).ThenBy(c => c.Rank).ToList();
        if (candidates.Count == 0 || (candidates[0].Rank == ReleaseComponents.Foreign && candidates.Count > 1))
        {
            var names = string.Join(", ", onTheWay.Select(c => c.Key.Length == 0 ? "the application" : c.Key).Take(5));
            return ReleaseNotes.None($"it releases {names}; which of them is the {(chart is null ? "image's" : "chart's")} cannot be told");
        }

        List<ReleaseNote> notes = [.. candidates[0].Notes.OrderBy(r => r.Tag.Version).Select(r => new ReleaseNote(r.Release.TagName, r.Tag.Version, r.Release.Body ?? "", r.Release.Url))];
        return Judge(range, notes);
    }

    /// <summary>Releases first, and what the changelog says where they say nothing or are not there.</summary>
    public static ReleaseNotes Merge(ReleaseRange range, ReleaseNotes released, ReleaseNotes written)
    {
        if (written.Notes.Count == 0)
        {
            return released with { Missing = released.Missing is null ? null : $"{released.Missing}; {written.Missing}" };
        }

        var ofCore = written.Notes.GroupBy(n => n.Version.Core).ToDictionary(g => g.Key, g => g.First());
        var notes = released.Notes.Select(n => !ReleaseWords.Any(n.Text) && ofCore.GetValueOrDefault(n.Version.Core) is { } section ? section with { Name = n.Name } : n)
            .Concat(written.Notes.Where(n => released.Notes.All(r => r.Version.CompareCore(n.Version) != 0)))
            .OrderBy(n => n.Version).ToList();
        var judged = Judge(range, notes);
        return judged.Missing is null || written.Missing is null ? judged : judged with { Missing = $"{judged.Missing}; {written.Missing}" };
    }

    private static ReleaseNotes Judge(ReleaseRange range, List<ReleaseNote> notes)
    {
        var target = notes.Where(n => range.IsTarget(n.Version)).ToList();
        return new ReleaseNotes(notes,
            target.Count == 0 ? $"there is no release for {range.To.Version.Tag.Core}"
            : notes.TrueForAll(n => !ReleaseWords.Any(n.Text)) ? "its releases have no words"
            : target.TrueForAll(n => !ReleaseWords.Any(n.Text)) ? $"the release for {range.To.Version.Tag.Core} has no words"
            : null);
    }
}
