using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Upgrades.Sandbox.Prometheus;

/// <param name="Labels">Empty: a series without labels, as <c>max(x)</c> has.</param>
public sealed record MetricView(IReadOnlyDictionary<string, string> Labels, double Value);

/// <summary>
/// Prometheus' instant queries, as its documentation ("HTTP API") has them. It evaluates nothing: an expression answers what it was
/// told to, and else with an empty vector, as one about series that nobody exports does.
/// </summary>
/// <param name="time">Domain time, shown beside each value.</param>
public sealed class PrometheusStandIn(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Func<IEnumerable<MetricView>>> _vectors = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Func<double>> _scalars = new(StringComparer.Ordinal);
    private readonly AnswerQueue _answers = new();
    private readonly ConcurrentQueue<string> _queries = [];

    /// <summary>When set: 401 without it, as from the proxy before a real one.</summary>
    public string? Token { get; set; }

    /// <summary>While set, whoever asks gets 503 with this error, as from a Prometheus that cannot read its store.</summary>
    public string? Outage { get; set; }

    /// <summary>Expressions that were asked, oldest first.</summary>
    public IReadOnlyList<string> Queries => [.. _queries];

    /// <summary>From now on the expression answers with these series; none: an empty vector.</summary>
    public void Set(string query, params IReadOnlyList<MetricView> series) => Set(query, () => series);

    /// <param name="series">Asked at every request.</param>
    public void Set(string query, Func<IEnumerable<MetricView>> series) => _vectors[query] = series;

    /// <summary>From now on the expression answers with one series without labels.</summary>
    /// <param name="value">Asked at every request; null: an empty vector.</param>
    public void SetValue(string query, Func<double?> value) =>
        Set(query, () => value() is { } number ? [new MetricView(new Dictionary<string, string>(), number)] : []);

    /// <summary>From now on the expression answers as <c>time()</c> does.</summary>
    public void SetScalar(string query, Func<double> value) => _scalars[query] = value;

    /// <summary>One firing alert, as <c>ALERTS</c> shows it.</summary>
    public static MetricView Alert(string name, params ReadOnlySpan<(string Label, string Value)> labels)
    {
        var all = new Dictionary<string, string> { ["__name__"] = "ALERTS", ["alertname"] = name, ["alertstate"] = "firing" };
        foreach (var (label, value) in labels)
        {
            all[label] = value;
        }

        return new MetricView(all, 1);
    }

    /// <summary>The next request gets this answer instead; calls add up.</summary>
    public void AnswerNext(int status, string body, IReadOnlyDictionary<string, string>? headers = null) => _answers.Add(status, body, headers);

    public void Map(WebApplication app)
    {
        app.Use((context, next) => _answers.TryTake(out var set) ? set.ExecuteAsync(context) : next(context));
        app.MapGet("/api/v1/query", Answer);
        app.MapGet("/api/{**path}", () => Results.NotFound());
        app.MapFallback("{**path}", () => Results.Text("<!DOCTYPE html><html><head><title>Prometheus Time Series Collection</title></head></html>", "text/html"));
    }

    private IResult Answer(HttpRequest request)
    {
        if (Token is not null && request.Headers.Authorization != "Bearer " + Token)
        {
            return Results.Text("Unauthorized\n", statusCode: StatusCodes.Status401Unauthorized);
        }

        var query = request.Query["query"].ToString();
        _queries.Enqueue(query);
        return Outage is { } outage ? Error(StatusCodes.Status503ServiceUnavailable, "internal", outage)
            : Mistake(query) is { } mistake ? Error(StatusCodes.Status400BadRequest, "bad_data", $"invalid parameter \"query\": {mistake}")
            : _scalars.TryGetValue(query, out var scalar) ? Success("scalar", Pair(scalar()))
            : Success("vector", new JsonArray([.. Series(query)]));
    }

    private IEnumerable<JsonObject> Series(string query) => _vectors.TryGetValue(query, out var series)
        ? series().Select(s => new JsonObject
        {
            ["metric"] = new JsonObject(s.Labels.Select(l => KeyValuePair.Create(l.Key, (JsonNode?)l.Value))),
            ["value"] = Pair(s.Value),
        })
        : [];

    private JsonArray Pair(double value) => new(time.GetUtcNow().ToUnixTimeMilliseconds() / 1000d, value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString(CultureInfo.InvariantCulture),
    });

    /// <summary>The parse errors that slips of the pen lead to.</summary>
    private static string? Mistake(string query) => query switch
    {
        _ when query.Trim().Length == 0 => "unknown position: parse error: no expression found in input",
        _ when query.Count(c => c == '(') > query.Count(c => c == ')') => "1:1: parse error: unclosed left parenthesis",
        _ when query.Count(c => c == '{') > query.Count(c => c == '}') => "1:1: parse error: unexpected end of input inside braces",
        _ => null,
    };

    private static IResult Success(string type, JsonNode result) => Results.Text(
        new JsonObject { ["status"] = "success", ["data"] = new JsonObject { ["resultType"] = type, ["result"] = result } }.ToJsonString(), "application/json");

    private static IResult Error(int status, string type, string words) => Results.Text(
        new JsonObject { ["status"] = "error", ["errorType"] = type, ["error"] = words }.ToJsonString(), "application/json", statusCode: status);
}
