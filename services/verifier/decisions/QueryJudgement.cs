using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting.Prometheus;
using Upgrades.Hosting.Text;

namespace Upgrades.Verifier.Decisions;

/// <summary>What a query of the plan returned.</summary>
/// <param name="Series">Each by its labels, which are its name.</param>
/// <param name="Missing">Why nobody knows; null: it is known.</param>
internal sealed record QuerySight(string Name, string Query, IReadOnlyList<string> Series, string? Missing = null);

/// <summary>
/// A query is written like an alert: each series that it returns is something wrong, unless it was there before the upgrade. What
/// Prometheus did not say, then or now, proves nothing.
/// </summary>
internal static class QueryJudgement
{
    /// <summary>More are no list of what is wrong.</summary>
    private const int MostSeries = 200;
    private const int Named = 3;

    public static QuerySight Of(QueryCheck check, PrometheusAnswer answer) => answer switch
    {
        PrometheusAnswer.Vector { Series.Count: > MostSeries } vector =>
            new QuerySight(check.Name, check.Query, [], $"it returns {vector.Series.Count} series, more than {MostSeries}"),
        PrometheusAnswer.Vector vector => new QuerySight(check.Name, check.Query, [.. vector.Series.Select(s => s.Name).Distinct()]),
        PrometheusAnswer.Refused refused => new QuerySight(check.Name, check.Query, [], refused.Words),
        PrometheusAnswer.Away away => new QuerySight(check.Name, check.Query, [], away.Words),
        var other => throw new InvalidOperationException($"No case for {other}."),
    };

    /// <param name="baseline">Null when the state before is not known at all.</param>
    public static CheckResult Check(QuerySight now, Baseline? baseline)
    {
        var title = Title(now);
        if (now.Missing is { } missing)
        {
            return Checks.NotProven(Checks.Query, $"{title}: {missing}");
        }

        if (now.Series.Count == 0)
        {
            return Checks.Passed(Checks.Query, $"{title} returns nothing");
        }

        return Before(now, baseline) is not { Missing: null } before
            ? Checks.NotProven(Checks.Query, $"{title} returns {Words(now.Series)}; what it returned before the upgrade is not known")
            : now.Series.Except(before.Series).Any()
                ? Checks.Failed(Checks.Query, $"{title} returns what it did not before the upgrade: {Words(New(now, before))}")
                : Checks.BrokenBefore(Checks.Query, $"{title} returns {Words(now.Series)}, as before the upgrade");
    }

    public static Failure Failure(QuerySight now, Baseline? baseline)
    {
        var series = New(now, Before(now, baseline));
        return new Failure
        {
            Check = Checks.Query,
            Cause = FailureCause.Version,
            Summary = $"{Title(now)} returns what it did not before the upgrade: {Words(series)}",
            LogLines = OutsideLines.Last([$"query: {now.Query}", .. series.Select(s => $"series: {s}")]),
        };
    }

    public static string Problem(QuerySight before) => $"{Title(before)} returned {Words(before.Series)} before the upgrade";

    private static QuerySight? Before(QuerySight now, Baseline? baseline) => baseline?.Queries.FirstOrDefault(q => q.Name == now.Name && q.Query == now.Query);

    private static List<string> New(QuerySight now, QuerySight? before) => [.. now.Series.Except(before?.Series ?? [])];

    private static string Title(QuerySight sight) => $"query {OutsideLines.Line(sight.Name)}";

    private static string Words(IReadOnlyList<string> series) =>
        string.Join(", ", series.Take(Named).Select(OutsideLines.Line)) + (series.Count > Named ? $" and {series.Count - Named} more" : "");
}
