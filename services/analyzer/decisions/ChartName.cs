using System.Diagnostics.CodeAnalysis;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Analyzer.Decisions;

/// <summary>Which chart, however it is written: the repository in one spelling, and the name in it.</summary>
public sealed record ChartName
{
    private const string Oci = "oci://";

    private ChartName(string repository, string chart) => (Repository, Chart) = (repository, chart);

    /// <summary><c>https://charts.example.org</c>, <c>oci://ghcr.io/example/charts</c>.</summary>
    public string Repository { get; }

    public string Chart { get; }

    /// <param name="chart">A name; or <c>oci://host/path/name</c>, which says both.</param>
    /// <returns>False when nothing says where the chart is from.</returns>
    public static bool TryRead(string chart, string? repository, [NotNullWhen(true)] out ChartName? name)
    {
        var cut = chart.TrimEnd('/').LastIndexOf('/');
        name = chart.StartsWith(Oci, StringComparison.Ordinal)
            ? cut > Oci.Length ? new ChartName(Catalog.ChartUrl(chart[..cut]), chart.TrimEnd('/')[(cut + 1)..]) : null
            : string.IsNullOrEmpty(repository) ? null : new ChartName(Catalog.ChartUrl(repository), chart);
        return name is not null;
    }

    public override string ToString() => $"{Repository}/{Chart}";
}
