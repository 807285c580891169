using Upgrades.Analyzer.Decisions;
using Upgrades.Analyzer.Planning;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Tests.Analyzer.Decisions;

public sealed class ChartDecisionTests
{
    [Theory]
    [InlineData("\"8.5.1\"", "8.6.0", null)]
    [InlineData("\"8.6.0\"", "8.6.0", SkipReason.AlreadyCurrent)]
    [InlineData("\"9.0.0\"", "8.6.0", SkipReason.WouldDowngrade)]
    [InlineData("\"v8.5.1\"", "8.6.0", SkipReason.NotComparable)]
    [InlineData("\"8.5.1\"", "8.6.0-rc.1", SkipReason.NotComparable)]
    [InlineData("\"~> 8.5\"", "8.6.0", SkipReason.Unpinned)]
    [InlineData("null", "8.6.0", SkipReason.Unpinned)]
    [InlineData("data.x.y", "8.6.0", SkipReason.Unresolved)]
    public void a_release_moves_or_is_told_why_not(string written, string to, SkipReason? expected) =>
        ReasonOf(Decide(Release("g", $"version = {written}"), to)).ShouldBe(expected);

    [Fact]
    public void a_release_without_a_version_takes_the_newest_anyway() => ReasonOf(Decide(Release("g", ""), "8.6.0")).ShouldBe(SkipReason.Unpinned);

    [Fact]
    public void another_repositorys_chart_of_that_name_is_another_chart() =>
        Decide(Release("g", "version = \"8.5.1\"", "\"https://charts.example.org\""), "8.6.0").ShouldBeNull();

    [Fact]
    public void a_chart_of_that_name_from_nobody_knows_where_is_told() =>
        ReasonOf(Decide(Release("g", "version = \"8.5.1\"", "data.x.y"), "8.6.0")).ShouldBe(SkipReason.Unresolved);

    [Fact]
    public void every_older_release_moves_and_the_rest_is_said()
    {
        var move = Decide(Release("a", "version = \"8.5.1\"") + Release("b", "version = \"8.5.2\"") + Release("c", "version = \"~> 8.5\""), "8.6.0").ShouldBeOfType<ChartDecision.Move>();

        move.Releases.ShouldBe([("a", "8.5.1"), ("b", "8.5.2")]);
        move.Left.ShouldHaveSingleItem().ShouldContain("helm_release.c stays");
    }

    internal static string Release(string name, string version, string repository = "\"https://grafana.github.io/helm-charts\"") =>
        $"resource \"helm_release\" \"{name}\" {{\n  name       = \"{name}\"\n  chart      = \"grafana\"\n  repository = {repository}\n  {version}\n}}\n";

    internal static ChartRequest Wanted(string version) =>
        new() { Name = ChartName.TryRead("grafana", "https://grafana.github.io/helm-charts", out var name) ? name : throw new InvalidOperationException(), Version = version };

    private static ChartDecision? Decide(string text, string to) => ChartDecision.Decide(Infra.Stack(text), Wanted(to));

    private static SkipReason? ReasonOf(ChartDecision? decision) => decision switch
    {
        ChartDecision.Skip skip => skip.Reason,
        ChartDecision.Move => null,
        _ => throw new InvalidOperationException("the stack holds the chart"),
    };
}
