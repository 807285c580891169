using Upgrades.Analyzer.Charts;
using Upgrades.Analyzer.Decisions;
using Upgrades.Analyzer.Registry;
using Upgrades.Analyzer.Releases;
using Upgrades.Analyzer.Security;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Analyzer.Planning;

/// <summary>Planning with the repository alone: every tag is taken as being there, and only the digest that was asked for is known.</summary>
internal sealed class NobodyAsked(ImageReference? wanted) : IOutside
{
    public const string Why = "planned offline: no other system was asked";

    public Task<TagLookup> LookUpAsync(ImageReference image, string tag, CancellationToken cancellationToken) =>
        Task.FromResult<TagLookup>(new TagLookup.Found(image.Name == wanted?.Name && tag == wanted.Tag ? wanted.Digest : null));

    public Task<IReadOnlyList<string>?> TagsAsync(ImageReference image, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>?>(null);

    public Task<ReleaseNotes?> NotesAsync(ReleaseRange range, Catalog catalog, string? digest, CancellationToken cancellationToken) =>
        Task.FromResult<ReleaseNotes?>(null);

    public Task<Weaknesses> WeaknessesAsync(ReleaseRange range, ReleaseNotes notes, CancellationToken cancellationToken) => Task.FromResult(Weaknesses.None);

    public Task<ChartLookup?> ChartAsync(ChartName chart, CancellationToken cancellationToken) => Task.FromResult<ChartLookup?>(null);

    public Task<ChartNotes> ChartNotesAsync(ChartWay way, Catalog catalog, ManagedImage? image, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Nobody has found a chart here.");
}
