using System.Text.Json;
using Upgrades.Analyzer.Decisions;
using Upgrades.Analyzer.Registry;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Charts;

/// <summary>
/// Charts in OCI registries (<c>reference/helm-repos.md</c> §2): the versions are tags, with <c>_</c> for SemVer's <c>+</c>, and what a version
/// brings stands in the config of its manifest, which is <c>Chart.yaml</c> as JSON.
/// </summary>
internal sealed class OciCharts(RegistryClient registry)
{
    public const string Scheme = "oci://";

    /// <summary>Each costs two requests, and on Docker Hub a pull.</summary>
    private const int MostReads = 40;
    private const int MostSources = 50;
    private const string ChangesKey = "artifacthub.io/changes";

    /// <inheritdoc cref="ChartIndexes.FindAsync"/>
    public async Task<ChartLookup> FindAsync(ChartName chart, CancellationToken cancellationToken)
    {
        if (!ImageReference.TryParse($"{chart.Repository[Scheme.Length..]}/{chart.Chart}", out var artifact, out var error) || artifact.Tag is not null)
        {
            return new ChartLookup.Missing($"{chart} {error ?? "has a tag in it"}");
        }

        var versions = (await registry.TagsAsync(artifact, cancellationToken)).Select(t => t.Replace('_', '+')).Where(ChartIndexReader.IsVersion).ToList();
        return versions.Count == 0
            ? new ChartLookup.Missing($"{chart} has no versions, or we are not permitted to see them")
            : new ChartLookup.Found(new ChartListing(versions, MostReads, (version, ct) => ReadAsync(artifact, version, ct)));
    }

    private async Task<ChartEntry?> ReadAsync(ImageReference artifact, string version, CancellationToken cancellationToken) =>
        await registry.ConfigAsync(artifact, version.Replace('+', '_'), cancellationToken) is { ValueKind: JsonValueKind.Object } chart && Text(chart, "name") is not null
            ? new ChartEntry
            {
                Version = version,
                AppVersion = Text(chart, "appVersion"),
                Home = Text(chart, "home"),
                Deprecated = chart.TryGetProperty("deprecated", out var deprecated) && deprecated.ValueKind == JsonValueKind.True,
                Sources = chart.TryGetProperty("sources", out var sources) && sources.ValueKind == JsonValueKind.Array
                    ? [.. sources.EnumerateArray().Where(s => s.ValueKind == JsonValueKind.String).Select(s => s.GetString()!).Take(MostSources)] : [],
                Changes = chart.TryGetProperty("annotations", out var annotations) && annotations.ValueKind == JsonValueKind.Object ? Text(annotations, ChangesKey) : null,
            }
            : null;

    private static string? Text(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) && value is { ValueKind: JsonValueKind.String } && value.GetString() is { Length: > 0 } text ? text : null;
}
