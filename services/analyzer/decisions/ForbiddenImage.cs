using Upgrades.Contracts.Vocabulary;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Analyzer.Decisions;

/// <summary>What is never upgraded, whoever asks: ingest keeps it out already, and a message can be published by hand.</summary>
internal static class ForbiddenImage
{
    private static readonly ImagePattern[] Databases = [.. NeverUpgraded.Databases.Select(p => new ImagePattern(p))];
    private static readonly ImagePattern[] Infrastructure = [.. NeverUpgraded.Infrastructure.Select(p => new ImagePattern(p))];

    /// <returns>Why; null when it may be upgraded.</returns>
    public static string? Reason(ImageReference image, string tag, AnalyzerOptions options) =>
        tag == "latest" ? "\"latest\" names no version"
        : First(image, [.. Databases, .. options.MoreDatabases.Select(p => new ImagePattern(p))]) is { } database ? $"database ({database}): its data files need a person"
        : First(image, [.. Infrastructure, .. options.MoreInfrastructure.Select(p => new ImagePattern(p))]) is { } infrastructure ? $"infrastructure image ({infrastructure})"
        : null;

    private static string? First(ImageReference image, IEnumerable<ImagePattern> patterns) => patterns.FirstOrDefault(p => p.Matches(image.WithTag(null)))?.Text;
}
