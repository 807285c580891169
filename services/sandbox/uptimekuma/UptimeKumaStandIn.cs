using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Upgrades.Sandbox.UptimeKuma;

/// <param name="Status">0 down, 1 up, 2 pending, 3 maintenance; below 0: paused, the monitor is not among the metrics.</param>
public sealed record MonitorView(int Id, string Name, string Url, int Status);

/// <summary>Uptime Kuma's <c>/metrics</c> with the labels of version 2, as <c>reference/uptime-kuma.md</c> §1 has it.</summary>
/// <param name="monitors">Asked at every request.</param>
public sealed class UptimeKumaStandIn(Func<IEnumerable<MonitorView>> monitors)
{
    private readonly AnswerQueue _answers = new();
    private readonly ConcurrentQueue<string> _requests = [];

    /// <summary>The password of Basic auth, whatever the user; null: open, as with "disable auth".</summary>
    public string? ApiKey { get; set; }

    /// <summary>"GET /metrics", oldest first.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>The next request gets this answer instead; calls add up.</summary>
    public void AnswerNext(int status, string body, IReadOnlyDictionary<string, string>? headers = null) => _answers.Add(status, body, headers);

    public void Map(WebApplication app)
    {
        app.Use((context, next) =>
        {
            _requests.Enqueue($"{context.Request.Method} {context.Request.Path}");
            return _answers.TryTake(out var set) ? set.ExecuteAsync(context) : next(context);
        });
        app.MapGet("/metrics", Answer);
        app.MapFallback("{**path}", () => Results.Text("<!DOCTYPE html><html><head><title>Uptime Kuma</title></head></html>", "text/html"));
    }

    private IResult Answer(HttpRequest request, HttpResponse response)
    {
        if (ApiKey is null || Password(request.Headers.Authorization.ToString()) == ApiKey)
        {
            return Results.Text(Metrics([.. monitors().Where(m => m.Status >= 0)]), "text/plain; version=0.0.4; charset=utf-8");
        }

        response.Headers.WWWAuthenticate = "Basic";
        return Results.StatusCode(StatusCodes.Status401Unauthorized);
    }

    private static string Metrics(IReadOnlyList<MonitorView> shown)
    {
        var text = new StringBuilder("# HELP process_cpu_seconds_total Total user and system CPU time spent in seconds.\n")
            .Append("# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total 12.5\n\n");
        Append(text, "monitor_uptime_ratio", "Uptime ratio", shown, m => m.Status == 1 ? "1" : "0.97", ",window=\"1d\"");
        Append(text, "monitor_response_time", "Monitor Response Time (ms)", shown, m => m.Status == 1 ? "31" : "-1");
        const string StatusHelp = "Monitor Status (1 = UP, 0= DOWN, 2= PENDING, 3= MAINTENANCE)";
        Append(text, "monitor_status", StatusHelp, shown, m => m.Status.ToString(CultureInfo.InvariantCulture));
        return text.ToString();
    }

    private static void Append(
        StringBuilder text, string metric, string help, IReadOnlyList<MonitorView> shown, Func<MonitorView, string> value, string moreLabels = "")
    {
        text.Append(CultureInfo.InvariantCulture, $"# HELP {metric} {help}\n# TYPE {metric} gauge\n");
        foreach (var monitor in shown)
        {
            var labels = $"monitor_id=\"{monitor.Id}\",monitor_name=\"{Escaped(monitor.Name)}\",monitor_type=\"http\","
                + $"monitor_url=\"{Escaped(monitor.Url)}\",monitor_hostname=\"null\",monitor_port=\"null\"{moreLabels}";
            text.Append(CultureInfo.InvariantCulture, $"{metric}{{{labels}}} {value(monitor)}\n");
        }

        text.Append('\n');
    }

    private static string Escaped(string label) => label.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);

    /// <summary>What follows the first colon; null when there is none, or no Basic header.</summary>
    private static string? Password(string header)
    {
        var decoded = new byte[header.Length];
        if (!header.StartsWith("Basic ", StringComparison.Ordinal) || !Convert.TryFromBase64String(header["Basic ".Length..], decoded, out var length))
        {
            return null;
        }

        var pair = Encoding.UTF8.GetString(decoded, 0, length);
        return pair.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? pair[(colon + 1)..] : null;
    }
}
