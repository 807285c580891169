using System.Globalization;
using System.Text.Json;

namespace Upgrades.Hosting.Prometheus;

/// <summary>Prometheus' JSON of <c>/api/v1/query</c> (its documentation, "HTTP API", instant queries).</summary>
internal static class QueryJson
{
    /// <exception cref="JsonException">It is not what Prometheus would say.</exception>
    public static PrometheusAnswer Read(string json) => Parse(json) switch
    {
        { Status: "success", Data: { ResultType: "vector" } data } => new PrometheusAnswer.Vector([.. data.Result.EnumerateArray().Select(Series)]),
        { Status: "success", Data: { ResultType: "scalar" } data } => new PrometheusAnswer.Vector([new PrometheusSeries(new Dictionary<string, string>(), Value(data.Result))]),
        { Status: "success", Data: { ResultType: { } other } } => new PrometheusAnswer.Refused($"the query answers with a {other}, and a vector or a scalar is needed"),
        _ => throw new JsonException("it has no result"),
    };

    /// <returns>Type and words of an error; null: it is none of Prometheus.</returns>
    public static (string Type, string Words)? ReadError(string json)
    {
        try
        {
            return Parse(json) is { Status: "error" } body ? (body.ErrorType ?? "", body.Error ?? "") : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Body? Parse(string json) => JsonSerializer.Deserialize<Body>(json, JsonSerializerOptions.Web);

    private static PrometheusSeries Series(JsonElement series) => new(
        series.GetProperty("metric").Deserialize<Dictionary<string, string>>() ?? [],
        series.TryGetProperty("value", out var value) ? Value(value) : double.NaN);

    /// <summary>A pair of the instant and the value as a text.</summary>
    private static double Value(JsonElement pair) => pair[1].GetString() switch
    {
        "+Inf" or "Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        var text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN,
    };

    private sealed record Body(string? Status, Data? Data, string? ErrorType, string? Error);

    private sealed record Data(string? ResultType, JsonElement Result);
}
