using Upgrades.Analyzer.Charts;
using Upgrades.Analyzer.Decisions;
using Upgrades.Analyzer.Forges;
using Upgrades.Analyzer.Outside;
using Upgrades.Analyzer.Registry;
using Upgrades.Analyzer.Releases;
using Upgrades.Analyzer.Security;
using Upgrades.Analyzer.Sources;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Analyzer.Planning;

/// <summary>What registries, chart repositories and forges said while one update is planned: every stack gets the same answer, and a registry one question.</summary>
internal sealed class AskedOutside(
    RegistryClient registry, FindSource sources, ReadNotes notes, ReadAdvisories advisories, ChartRepositories charts, ReadChartNotes chartNotes) : IOutside
{
    private readonly Dictionary<(string Image, string Tag), TagLookup> _lookups = [];
    private readonly Dictionary<string, IReadOnlyList<string>> _tags = [];
    private readonly Dictionary<string, IReadOnlyList<PublishedAdvisory>> _published = [];
    private readonly Dictionary<ChartName, ChartLookup> _charts = [];

    public async Task<TagLookup> LookUpAsync(ImageReference image, string tag, CancellationToken cancellationToken) =>
        _lookups.TryGetValue((image.Name, tag), out var known) ? known
            : _lookups[(image.Name, tag)] = await registry.LookUpAsync(image, tag, cancellationToken);

    public async Task<IReadOnlyList<string>?> TagsAsync(ImageReference image, CancellationToken cancellationToken) =>
        _tags.TryGetValue(image.Name, out var known) ? known : _tags[image.Name] = await registry.TagsAsync(image, cancellationToken);

    public async Task<ReleaseNotes?> NotesAsync(ReleaseRange range, Catalog catalog, string? digest, CancellationToken cancellationToken)
    {
        var image = range.Image ?? throw new ArgumentException("is a chart's", nameof(range));
        try
        {
            var source = await sources.FindAsync(
                new SourceQuestion
                {
                    Image = image,
                    Catalog = catalog,
                    ChartRepositories = range.ChartRepositories,
                    Labels = async ct => digest is null ? ImageLabels.None : ImageLabels.Read(await registry.LabelsAsync(image, digest, ct)),
                },
                cancellationToken);
            return source.Repository is { } repository
                ? await notes.ReadAsync(repository, range, chart: null, cancellationToken) with { Sources = [source.For(image.Name)!] }
                : ReleaseNotes.None(source.Why);
        }
        catch (NotReadableException e)
        {
            // Labels that will not be read by asking again: it is said instead.
            return ReleaseNotes.None(e.Message);
        }
    }

    public async Task<Weaknesses> WeaknessesAsync(ReleaseRange range, ReleaseNotes notes, CancellationToken cancellationToken)
    {
        var project = notes.Sources.Select(s => ForgeAddress.Read(s.Repository)).FirstOrDefault(a => a is { IsOnGitHub: true })?.Path;
        return Weaknesses.Of(range, project, project is null ? [] : await PublishedAsync(project, cancellationToken), Advisories.In(notes.Notes));
    }

    public async Task<ChartLookup?> ChartAsync(ChartName chart, CancellationToken cancellationToken) =>
        _charts.TryGetValue(chart, out var known) ? known : _charts[chart] = await charts.FindAsync(chart, cancellationToken);

    public Task<ChartNotes> ChartNotesAsync(ChartWay way, Catalog catalog, ManagedImage? image, CancellationToken cancellationToken) => ChartNotes.ReadAsync(
        chartNotes,
        way,
        image?.Wanted,
        image is null ? null : async range => await NotesAsync(range, catalog, image.Digest, cancellationToken) ?? ReleaseNotes.None(NobodyAsked.Why),
        catalog,
        cancellationToken);

    private async Task<IReadOnlyList<PublishedAdvisory>> PublishedAsync(string project, CancellationToken cancellationToken) =>
        _published.TryGetValue(project, out var known) ? known : _published[project] = await advisories.OfAsync(project, cancellationToken);
}
