using Prometheus;

namespace Upgrades.Hosting.Probes;

internal static class DependencyMetrics
{
    private static Gauge Up { get; } = Metrics.CreateGauge(
        "upgrades_dependency_up", "Does what the service needs work? Nothing where no setting names it.", "service", "dependency");

    private static Gauge LastSuccess { get; } = Metrics.CreateGauge(
        "upgrades_dependency_last_success_timestamp_seconds", "When it last worked, in unix seconds (domain time).", "service", "dependency");

    public static void Show(string service, ProbeJudgement judgement)
    {
        foreach (var name in judgement.Dropped)
        {
            Up.RemoveLabelled(service, name);
            LastSuccess.RemoveLabelled(service, name);
        }

        foreach (var row in judgement.Rows)
        {
            if (row.Is(ProbeVerdict.NotSet))
            {
                Up.RemoveLabelled(service, row.Name);
            }
            else
            {
                Up.WithLabels(service, row.Name).Set(row.Is(ProbeVerdict.Works) ? 1 : 0);
            }

            if (row.LastSuccess is { } at)
            {
                LastSuccess.WithLabels(service, row.Name).Set(at / 1000.0);
            }
        }
    }
}
