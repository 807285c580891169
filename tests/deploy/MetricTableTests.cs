using Prometheus;

namespace Upgrades.Tests.Deploy;

/// <summary>The README of hosting tells of every metric: <c>| `name` | kind | labels | meaning |</c>.</summary>
public sealed class MetricTableTests
{
    [Fact]
    public void every_metric_stands_in_the_table_with_its_labels()
    {
        var table = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "services", "hosting", "README.md"))
            .Where(l => l.StartsWith("| `upgrades_", StringComparison.Ordinal)).Select(l => l.Split('|').Select(c => c.Trim()).ToList()).ToDictionary(c => c[1].Trim('`'));
        var metrics = MetricNamesTests.Collectors().ToList();

        metrics.Count.ShouldBeGreaterThan(20);
        foreach (var metric in metrics)
        {
            table.ShouldContainKey(metric.Name);
            var row = table[metric.Name];
            (row[2], row[3]).ShouldBe((KindOf(metric), string.Join(", ", metric.LabelNames.Select(l => $"`{l}`"))), metric.Name);
            row[4].Length.ShouldBeGreaterThan(10);
        }

        table.Keys.ShouldBeSubsetOf(metrics.Select(m => m.Name).Concat(MetricNamesTests.OfOthers));
    }

    private static string KindOf(Collector metric) => metric switch { Counter => "counter", Gauge => "gauge", Histogram => "histogram", _ => metric.GetType().Name };
}
