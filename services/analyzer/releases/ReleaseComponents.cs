namespace Upgrades.Analyzer.Releases;

/// <summary>How likely a part of a repository, by the name its releases have before the version, is what is being upgraded. The lowest is.</summary>
internal static class ReleaseComponents
{
    /// <summary>It may be, when nothing else is there.</summary>
    public const int Foreign = 3;

    public const int Never = 4;

    /// <summary>Words before a version that name no part of a product.</summary>
    private static readonly string[] Meaningless = ["release", "releases", "version", "ver", "rel", "docker", "stable", "tag", "image", "r", "container", "build"];

    /// <param name="chart">The chart's name where a chart is upgraded; null: an image is.</param>
    /// <param name="repository">The repository's own name: what is called like it is the product, not a part.</param>
    public static int Rank(ReleaseRange range, string component, string? chart, string repository) =>
        chart is null ? OfImage(range, component, repository) : OfChart(component, chart, repository);

    /// <summary>A component of a repository or a repository, by its own name: <c>helm-charts</c>, <c>nextcloud-chart</c>.</summary>
    public static bool IsChart(string name) =>
        name.Contains("chart", StringComparison.OrdinalIgnoreCase) || name.Contains("helm", StringComparison.OrdinalIgnoreCase);

    private static int OfImage(ReleaseRange range, string component, string repository) =>
        IsChart(component) ? Never
        : component.Length > 0 && (component == range.Image?.Path.Split('/')[^1] || component == range.To.Component) ? 0
        : component.Length == 0 ? 1
        : Meaningless.Contains(component) || Plain(component) == Plain(repository) ? 2
        : Foreign;

    /// <summary>Versions of a chart are other numbers than those of the application in it, so a bare version counts only where charts live.</summary>
    private static int OfChart(string component, string chart, string repository) =>
        Plain(component) == Plain(chart) && (IsChart(repository) || !Plain(chart).Equals(Plain(repository), StringComparison.Ordinal)) ? 0
        : IsChart(component) && (component.Length <= "helm-charts".Length || component.Contains(chart, StringComparison.OrdinalIgnoreCase)) ? 1
        : component.Length == 0 && IsChart(repository) ? 2
        : Never;

    private static string Plain(string name) => string.Concat(name.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit));
}
