namespace Upgrades.Repository.Catalogs;

/// <summary>What an infrastructure repository holds, as far as a catalog can speak of it.</summary>
/// <param name="Stacks">Names.</param>
/// <param name="Images">Canonical names.</param>
/// <param name="ChartRepositories">URLs in any spelling, also those of OCI charts without a repository.</param>
/// <param name="IsWhole">Everything in it could be read and followed: what is not found is not there.</param>
public sealed record CatalogInUse(
    IReadOnlyCollection<string> Stacks, IReadOnlyCollection<string> Images, IReadOnlyCollection<string> ChartRepositories, bool IsWhole)
{
    /// <summary>What the catalog speaks of and the repository does not hold; nothing for what it holds.</summary>
    public IReadOnlyList<CatalogProblem> Missing(CatalogReading reading)
    {
        var charts = ChartRepositories.Select(Catalog.ChartUrl).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. reading.Mentions.Select(m => m.Kind switch
        {
            CatalogMentionKind.Stack when !Stacks.Contains(m.Name) => Problem(m, $"there is no stack {m.Name} in the repository{Nearest(m.Name, Stacks)}", CatalogSeverity.Warning),
            CatalogMentionKind.Image when !Images.Contains(m.Name) => Problem(
                m, $"no stack holds {m.Name}{Nearest(m.Name, Images)}{Unsure}", m.Path.StartsWith("move", StringComparison.Ordinal) ? CatalogSeverity.Warning : CatalogSeverity.Note),
            CatalogMentionKind.ChartRepository when !IsUsed(m.Name, charts) => Problem(m, $"no helm_release takes a chart from there{Nearest(m.Name, charts)}{Unsure}", CatalogSeverity.Warning),
            _ => null,
        }).OfType<CatalogProblem>()];
    }

    private string Unsure => IsWhole ? "" : " (not everything in the repository could be followed)";

    /// <summary>An OCI chart may be named whole, with its repository in front of its name.</summary>
    private static bool IsUsed(string url, HashSet<string> charts) =>
        charts.Contains(url) || (url.StartsWith("oci://", StringComparison.Ordinal) && charts.Any(c => c.StartsWith(url + "/", StringComparison.OrdinalIgnoreCase)));

    private static string Nearest(string wrong, IEnumerable<string> names) => NearestName.Of(wrong, names) is { } meant ? $"; was {meant} meant?" : "";

    private static CatalogProblem Problem(CatalogMention mention, string message, CatalogSeverity severity) =>
        new(OutsideText.Line(mention.Path, 300), mention.Line, OutsideText.Line(message, 500), severity);
}
