using Upgrades.Analyzer.Decisions;

namespace Upgrades.Tests.Analyzer.Decisions;

public sealed class ChartNameTests
{
    [Theory]
    [InlineData("grafana", "https://grafana.github.io/helm-charts", "https://grafana.github.io/helm-charts/grafana")]
    [InlineData("grafana", "https://Grafana.GitHub.io/helm-charts/", "https://grafana.github.io/helm-charts/grafana")]
    [InlineData("app", "https://example.org/Charts", "https://example.org/Charts/app")]
    [InlineData("app", "oci://GHCR.io/o/charts/", "oci://ghcr.io/o/charts/app")]
    [InlineData("oci://ghcr.io/o/charts/app", null, "oci://ghcr.io/o/charts/app")]
    [InlineData("oci://ghcr.io/o/charts/app/", "https://ignored.example", "oci://ghcr.io/o/charts/app")]
    [InlineData("app", null, null)]
    [InlineData("app", "", null)]
    [InlineData("oci://ghcr.io", null, null)]
    public void however_it_is_written_it_is_the_same_chart(string chart, string? repository, string? expected) =>
        (ChartName.TryRead(chart, repository, out var name) ? name.ToString() : null).ShouldBe(expected);
}
