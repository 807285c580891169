namespace Upgrades.Hosting.Prometheus;

/// <summary>What came of asking Prometheus for the present value of an expression.</summary>
public abstract record PrometheusAnswer
{
    private PrometheusAnswer()
    {
    }

    /// <summary>May be empty: nothing has the value that was asked for.</summary>
    public sealed record Vector(IReadOnlyList<PrometheusSeries> Series) : PrometheusAnswer;

    /// <summary>The expression is wrong, so asking again does not help.</summary>
    public sealed record Refused(string Words) : PrometheusAnswer;

    /// <summary>There is no answer. The words name the setting, where one may be wrong.</summary>
    public sealed record Away(string Words) : PrometheusAnswer;
}

/// <param name="Labels">None: a scalar.</param>
/// <param name="Value">NaN also for a histogram, which has no single value.</param>
public sealed record PrometheusSeries(IReadOnlyDictionary<string, string> Labels, double Value)
{
    /// <summary>The same series has the same name in every answer: <c>{alertname="Down",namespace="shop"}</c>.</summary>
    public string Name => $"{{{string.Join(',', Labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}=\"{l.Value}\""))}}}";
}
