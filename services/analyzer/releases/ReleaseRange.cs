using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Releases;

/// <summary>From which version to which.</summary>
/// <param name="Image">Whose versions they are; null: a chart's.</param>
internal sealed record ReleaseRange(ImageReference? Image, ReleaseTag From, ReleaseTag To)
{
    /// <summary>Addresses of the repositories of charts that bring the image.</summary>
    public IReadOnlyList<string> ChartRepositories { get; init; } = [];

    /// <summary>The application stays what it is: only what it is packed in is new.</summary>
    public bool IsRebuild => From.Version.CompareCore(To.Version) == 0 && !From.Version.IsPrerelease && !To.Version.IsPrerelease;

    /// <summary>After From, up to and including To. Prereleases only where To is one itself.</summary>
    public bool Holds(ReleaseVersion version) =>
        version.CompareTo(From.Version) > 0 && version.CompareTo(To.Version) <= 0 && (!version.IsPrerelease || To.Version.IsPrerelease);

    /// <summary>The target however it is written and packed.</summary>
    public bool IsTarget(ReleaseVersion version) => To.Version.IsPrerelease ? version.CompareTo(To.Version) == 0 : version.CompareCore(To.Version) == 0 && !version.IsPrerelease;
}
