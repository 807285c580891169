using Upgrades.Contracts.Vocabulary;
using Upgrades.Verifier.Cluster;

namespace Upgrades.Verifier.Decisions;

/// <summary>
/// Is this a workload of the release, and of which version of its chart? By the labels that Helm's best practices and
/// <c>helm create</c> give, and by the annotation that Helm itself adds.
/// </summary>
internal static class ChartMatch
{
    private const string Instance = "app.kubernetes.io/instance";
    private const string ReleaseName = "meta.helm.sh/release-name";
    private const string Label = "helm.sh/chart";
    private const int LongestLabel = 63;

    public static ChartChange? ChangeOf(Workload workload, IReadOnlyList<ChartChange> changes) => changes.FirstOrDefault(c =>
        workload.Annotations.TryGetValue(ReleaseName, out var release) ? release == c.Release : workload.Labels.GetValueOrDefault(Instance) == c.Release);

    /// <returns>Null when no label tells; a subchart's label tells nothing about the chart.</returns>
    public static string? VersionOf(Workload workload, ChartChange change) => VersionOf(workload.Labels, change) ?? VersionOf(workload.PodLabels, change);

    /// <summary>The version that these labels name, spelt as labels have to spell it.</summary>
    public static string? VersionOf(IReadOnlyDictionary<string, string> labels, ChartChange change)
    {
        var name = NameOf(change) + "-";
        return labels.GetValueOrDefault(Label) is not { } label || !label.StartsWith(name, StringComparison.Ordinal) ? null
            : label == LabelOf(change, change.To) ? change.To
            : label == LabelOf(change, change.From) ? change.From
            // The subchart "web-admin-1.0" is not version "admin-1.0" of the chart "web".
            : label.AsSpan(name.Length).TrimStart('v') is [>= '0' and <= '9', ..] ? label[name.Length..]
            : null;
    }

    /// <summary><c>helm create</c>: <c>printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-"</c>.</summary>
    private static string LabelOf(ChartChange change, string version)
    {
        var label = $"{NameOf(change)}-{version.Replace('+', '_')}";
        return label.Length <= LongestLabel ? label : label[..LongestLabel].TrimEnd('-');
    }

    /// <summary>A chart may be named with its repository: <c>oci://ghcr.io/owner/web</c>, <c>bitnami/web</c>.</summary>
    private static string NameOf(ChartChange change) => change.Chart[(change.Chart.LastIndexOf('/') + 1)..];
}
