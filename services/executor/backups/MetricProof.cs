using System.Globalization;
using Upgrades.Hosting.Prometheus;
using Upgrades.Hosting.Text;

namespace Upgrades.Executor.Backups;

/// <summary>
/// Do metrics say that a backup is good? Where an expression has several series, as of several databases, each must hold. What a
/// metric says now may be of the backup before: so whatever does not hold is waited for.
/// </summary>
internal static class MetricProof
{
    /// <summary>Beyond, a number is no instant.</summary>
    private const double LastSecond = 253402300799;

    /// <param name="began">When the Job began, by the cluster's clock; whole seconds, as Kubernetes has it.</param>
    public static ProofSight Fresh(string query, PrometheusAnswer answer, DateTimeOffset began) => Judge(query, answer, oldest =>
        oldest is not (>= 0 and <= LastSecond) ? new ProofSight.NotYet($"metric {query} says {Number(oldest)}, which is no instant in unix seconds")
        : oldest < began.ToUnixTimeSeconds() ? new ProofSight.NotYet($"metric {query} says {Instant(oldest)}, before the Job began at {Instant(began.ToUnixTimeSeconds())}")
        : new ProofSight.Shown($"metric {query} says {Instant(oldest)}"));

    public static ProofSight Size(string query, PrometheusAnswer answer, long? minBytes) => Judge(query, answer, smallest =>
        smallest is not (>= 0 and < long.MaxValue) ? new ProofSight.NotYet($"metric {query} says {Number(smallest)}, which is no number of bytes")
        : smallest < minBytes ? new ProofSight.NotYet($"metric {query} says {Number(smallest)} bytes, at least {minBytes} are asked for")
        : new ProofSight.Shown($"metric {query} says {Number(smallest)} bytes", (long)smallest));

    private static ProofSight Judge(string query, PrometheusAnswer answer, Func<double, ProofSight> ofLeast) => answer switch
    {
        PrometheusAnswer.Refused refused => new ProofSight.Lacking($"metric {query}: {refused.Words}"),
        PrometheusAnswer.Away away => new ProofSight.NotYet($"metric {query}: {away.Words}"),
        PrometheusAnswer.Vector { Series: [] } => new ProofSight.NotYet($"metric {query} has no value"),
        PrometheusAnswer.Vector { Series: [var only] } => ofLeast(only.Value),
        PrometheusAnswer.Vector vector when vector.Series.FirstOrDefault(s => double.IsNaN(s.Value)) is { } none => Of(none, ofLeast(double.NaN)),
        PrometheusAnswer.Vector vector => vector.Series.MinBy(s => s.Value) is { } least ? Of(least, ofLeast(least.Value)) : ofLeast(double.NaN),
        var other => throw new InvalidOperationException($"No case for {other}."),
    };

    /// <summary>Which of several series it was that did not hold.</summary>
    private static ProofSight Of(PrometheusSeries series, ProofSight sight) =>
        sight is ProofSight.NotYet not ? new ProofSight.NotYet($"{not.Why} (for {OutsideLines.Line(series.Name)})") : sight;

    private static string Instant(double seconds) => DateTimeOffset.UnixEpoch.AddSeconds(seconds).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Number(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);
}
