using Upgrades.Analyzer.Charts;
using Upgrades.Analyzer.Decisions;
using Upgrades.Analyzer.Registry;
using Upgrades.Analyzer.Releases;
using Upgrades.Analyzer.Security;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Analyzer.Planning;

/// <summary>Everything that planning one update has to know from other systems. Whoever plans offline asks none.</summary>
internal interface IOutside
{
    Task<TagLookup> LookUpAsync(ImageReference image, string tag, CancellationToken cancellationToken);

    /// <returns>Null when nobody was asked: then no stop on the way can be found, and none is missing.</returns>
    Task<IReadOnlyList<string>?> TagsAsync(ImageReference image, CancellationToken cancellationToken);

    /// <param name="digest">What the target's tag names.</param>
    /// <returns>Null when nobody was asked.</returns>
    Task<ReleaseNotes?> NotesAsync(ReleaseRange range, Catalog catalog, string? digest, CancellationToken cancellationToken);

    /// <summary>What the project has published about its weaknesses, beside what its notes name.</summary>
    /// <param name="notes">Of the range: where they are from is the project.</param>
    Task<Weaknesses> WeaknessesAsync(ReleaseRange range, ReleaseNotes notes, CancellationToken cancellationToken);

    /// <returns>Null when nobody was asked: then every version is taken as being there.</returns>
    Task<ChartLookup?> ChartAsync(ChartName chart, CancellationToken cancellationToken);

    /// <summary>Only asked where <see cref="ChartAsync"/> has found the chart.</summary>
    /// <param name="image">The image that the update is about; null: it is about the chart.</param>
    Task<ChartNotes> ChartNotesAsync(ChartWay way, Catalog catalog, ManagedImage? image, CancellationToken cancellationToken);
}
