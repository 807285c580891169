using Upgrades.Analyzer.Forges;
using Upgrades.Analyzer.Releases;
using Upgrades.Analyzer.Sources;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Analyzer.Charts;

/// <summary>
/// What a chart says about itself, and what its application does. A chart's own words stand in its entries; else among the releases of a
/// repository that the operator or the chart names, as releases of that chart: an application's release has nothing to do with the
/// chart version of the same number (<c>reference/helm-repos.md</c> §6).
/// </summary>
internal sealed class ReadChartNotes(FindSource sources, ReadNotes notes, KnownForges forges)
{
    private const int MostRepositories = 3;

    public async Task<ReleaseNotes> OfChartAsync(ChartWay way, Catalog catalog, CancellationToken cancellationToken)
    {
        var written = way.Entries.Select(Written).OfType<ReleaseNote>().ToList();
        if (written.Count == way.Entries.Count || way.Versions is not { } versions)
        {
            return new ReleaseNotes(written, written.Count > 0 ? null : "its versions cannot be read") { Sources = [Annotated(way)] };
        }

        List<string> asked = [];
        foreach (var (name, why) in Candidates(way, catalog).Take(MostRepositories))
        {
            asked.Add(name);
            var source = await sources.FindAsync(name, why, cancellationToken);
            if (source.Repository is { } repository
                && await notes.ReadAsync(repository, new ReleaseRange(null, versions.From, versions.To), way.Chart.Chart, cancellationToken) is { Notes: { Count: > 0 } released })
            {
                // What stands in the entry is the chart's own; a release speaks for versions without.
                var merged = written.Concat(released.Where(r => written.All(w => w.Version.CompareTo(r.Version) != 0))).OrderBy(n => n.Version).ToList();
                return Judged(way, merged) with { Sources = [source.For($"chart {way.Chart.Chart}")!] };
            }
        }

        return written.Count > 0 ? Judged(way, written) with { Sources = [Annotated(way)] }
            : ReleaseNotes.None(asked.Count == 0 ? "nothing says where they are" : $"its entries have none, and {string.Join(" and ", asked)} no releases of it on the way");
    }

    /// <summary>For an application whose image is not known: the repositories that the chart names.</summary>
    public async Task<ReleaseNotes> OfApplicationAsync(ChartWay way, ReleaseRange range, Catalog catalog, CancellationToken cancellationToken)
    {
        List<string> asked = [];
        foreach (var (name, why) in Candidates(way, catalog).Where(c => !ReleaseComponents.IsChart(c.Name.Split('/')[^1])).Take(MostRepositories))
        {
            var source = await sources.FindAsync(name, why, cancellationToken);
            if (source.Repository is not { } repository)
            {
                asked.Add(source.Why);
                continue;
            }

            var read = await notes.ReadAsync(repository, range, chart: null, cancellationToken);
            if (read.Notes.Count > 0)
            {
                return read with { Sources = [source.For($"application of chart {way.Chart.Chart}")!] };
            }

            asked.Add(read.Missing ?? $"{name} says nothing");
        }

        return ReleaseNotes.None(asked.Count == 0 ? "nothing says where they are" : string.Join("; ", asked));
    }

    private static ReleaseNote? Written(ChartEntry entry) =>
        entry.Changes is { } changes && ChangesAnnotation.ToMarkdown(changes) is { } text && ReleaseTag.Parse(entry.Version) is { } tag
            ? new ReleaseNote($"chart {entry.Version}", tag.Version, text, null) : null;

    private static NotesSource Annotated(ChartWay way) =>
        new() { Repository = way.Chart.Repository, Of = $"chart {way.Chart.Chart}", Why = "the chart's own list of changes" };

    private static ReleaseNotes Judged(ChartWay way, IReadOnlyList<ReleaseNote> found) => new(
        found,
        found.Any(n => n.Version.CompareTo(way.Versions!.Value.To.Version) == 0) ? null : $"there is nothing about {way.To} itself");

    /// <summary>The operator's word first, then the chart's, as far as somebody is known to speak there.</summary>
    private IEnumerable<(string Name, string Why)> Candidates(ChartWay way, Catalog catalog) =>
        new[] { (Written: catalog.ChartRepositoryFor(way.Chart.Repository), Why: "helm_chart_repo_overrides") }
            .Concat(way.Target.Sources.Select(s => (Written: (string?)s, Why: "the chart's sources")))
            .Append((Written: way.Target.Home, Why: "the chart's home"))
            .Select(c => (Address: ForgeAddress.Read(c.Written), c.Why))
            .Where(c => c.Address is not null && forges.For(c.Address.Host) is not null)
            .Select(c => (Name: Spelt(c.Address!), c.Why)).DistinctBy(c => c.Name.ToLowerInvariant());

    private static string Spelt(ForgeAddress address) => address.IsOnGitHub ? $"{address}" : $"https://{address}";
}
