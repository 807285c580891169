using Upgrades.Analyzer.Releases;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Charts;

/// <summary>Notes of one of the two that a chart's new version changes.</summary>
/// <param name="Range">Null where there is nothing to judge by numbers: the application stays, or nobody says what it is.</param>
/// <param name="IsConcerned">False: it stays as it is.</param>
internal sealed record NotesOfOne(string What, ReleaseRange? Range, ReleaseNotes Notes, bool IsConcerned = true);

/// <summary>Everything that was read for the way from a chart version to a chart version.</summary>
internal sealed record ChartNotes(NotesOfOne Chart, NotesOfOne Application)
{
    private const string OfChart = "chart";
    private const string OfApplication = "application";

    public IReadOnlyList<NotesOfOne> Both => [Chart, Application];

    public IEnumerable<ReleaseNote> Notes => Both.SelectMany(b => b.Notes.Notes);

    public IReadOnlyList<NotesSource> Sources => [.. Both.SelectMany(b => b.Notes.Sources)];

    /// <param name="ofImage">Reads the notes of the image that the update is about; null: it is about the chart.</param>
    public static async Task<ChartNotes> ReadAsync(
        ReadChartNotes read, ChartWay way, ImageReference? image, Func<ReleaseRange, Task<ReleaseNotes>>? ofImage, Repository.Catalogs.Catalog catalog, CancellationToken cancellationToken)
    {
        var chart = new NotesOfOne(
            OfChart,
            way.Versions is { } versions ? new ReleaseRange(null, versions.From, versions.To) : null,
            await read.OfChartAsync(way, catalog, cancellationToken));
        return new ChartNotes(chart, await ApplicationAsync(read, way, image, ofImage, catalog, cancellationToken));
    }

    private static async Task<NotesOfOne> ApplicationAsync(
        ReadChartNotes read, ChartWay way, ImageReference? image, Func<ReleaseRange, Task<ReleaseNotes>>? ofImage, Repository.Catalogs.Catalog catalog, CancellationToken cancellationToken)
    {
        if (way.ApplicationStays)
        {
            return new NotesOfOne(OfApplication, null, ReleaseNotes.None($"it stays at {way.Target.AppVersion}"), IsConcerned: false);
        }

        if (way.Applications is not { } ends)
        {
            return new NotesOfOne(OfApplication, null, ReleaseNotes.None(
                way.Start is null ? $"the repository does not say what {way.From} brings" : $"the chart does not say which versions of it {way.From} and {way.To} bring"));
        }

        var range = new ReleaseRange(image, ends.From, ends.To);
        if (ofImage is not null && await ofImage(range) is { Notes.Count: > 0 } ofIt)
        {
            return new NotesOfOne(OfApplication, range, ofIt);
        }

        return new NotesOfOne(OfApplication, range, await read.OfApplicationAsync(way, range, catalog, cancellationToken));
    }
}
