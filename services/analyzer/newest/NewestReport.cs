using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Newest;

/// <summary>A version that is behind.</summary>
/// <param name="Update">The image with its tag that brings it there when it is reported; null where no image is known to: a chart, and nothing says what it brings.</param>
/// <param name="AppVersion">Of a chart: what the newest version brings.</param>
public sealed record OutdatedVersion(PinnedVersion Pinned, string Newest, VersionDistance Distance, ImageReference? Update, string? AppVersion);

/// <summary>An image or a chart that nobody could say anything about.</summary>
/// <param name="Source">The registry's domain, or the chart repository's address.</param>
public sealed record Unanswered(string Source, string Subject, string Reason);

/// <summary>What registries and chart repositories said about everything that is pinned.</summary>
/// <param name="Pinned">How many versions were compared, those of <paramref name="Unanswered"/> included.</param>
/// <param name="Asked">Images and charts, each asked about once.</param>
public sealed record NewestReport(int Pinned, int Asked, IReadOnlyList<OutdatedVersion> Outdated, IReadOnlyList<Unanswered> Unanswered);
