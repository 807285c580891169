using Upgrades.Analyzer.Registry;
using Upgrades.Analyzer.Releases;
using Upgrades.Analyzer.Security;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Analyzer.Planning;

/// <summary>Everything that planning one update has to know from other systems. Whoever plans offline asks none.</summary>
internal interface IOutside
{
    /// <summary>Why a chart has no release notes, for a person.</summary>
    string NoChartNotes { get; }

    Task<TagLookup> LookUpAsync(ImageReference image, string tag, CancellationToken cancellationToken);

    /// <returns>Null when nobody was asked: then no stop on the way can be found, and none is missing.</returns>
    Task<IReadOnlyList<string>?> TagsAsync(ImageReference image, CancellationToken cancellationToken);

    /// <param name="digest">What the target's tag names.</param>
    /// <returns>Null when nobody was asked.</returns>
    Task<ReleaseNotes?> NotesAsync(ReleaseRange range, Catalog catalog, string? digest, CancellationToken cancellationToken);

    /// <summary>What the project has published about its weaknesses, beside what the notes name; after <see cref="NotesAsync"/>, which finds the project.</summary>
    Task<Weaknesses> WeaknessesAsync(ReleaseRange range, IReadOnlyList<string> named, CancellationToken cancellationToken);
}
