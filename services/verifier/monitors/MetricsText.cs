using System.Globalization;
using System.Text;
using Upgrades.Verifier.Decisions;

namespace Upgrades.Verifier.Monitors;

/// <summary>Uptime Kuma's <c>/metrics</c>: Prometheus text with one <c>monitor_status</c> line per monitor (reference/uptime-kuma.md §1).</summary>
internal static class MetricsText
{
    private const string Metric = "monitor_status{";

    public static IReadOnlyList<MonitorState> Monitors(string text) =>
        [.. text.Split('\n').Where(l => l.StartsWith(Metric, StringComparison.Ordinal)).Select(Read).OfType<MonitorState>()];

    private static MonitorState? Read(string line)
    {
        Dictionary<string, string> labels = [];
        var position = Metric.Length;
        while (position < line.Length && line[position] != '}')
        {
            var equals = line.IndexOf("=\"", position, StringComparison.Ordinal);
            if (equals < 0 || !TryReadValue(line, equals + 2, out var value, out var end))
            {
                return null;
            }

            labels[line[position..equals].Trim(' ', ',')] = value;
            position = end + 1;
            while (position < line.Length && line[position] is ',' or ' ')
            {
                position++;
            }
        }

        var number = position < line.Length ? line[(position + 1)..].Trim().Split(' ')[0] : "";
        return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var status)
            ? new MonitorState(labels.GetValueOrDefault("monitor_name", ""), Known(labels, "monitor_url"), Known(labels, "monitor_hostname"), (int)status)
            : null;
    }

    /// <param name="end">Where the closing quote is.</param>
    private static bool TryReadValue(string line, int start, out string value, out int end)
    {
        var text = new StringBuilder();
        for (end = start; end < line.Length && line[end] != '"'; end++)
        {
            if (line[end] != '\\' || end + 1 == line.Length)
            {
                text.Append(line[end]);
                continue;
            }

            end++;
            text.Append(line[end] == 'n' ? '\n' : line[end]);
        }

        value = text.ToString();
        return end < line.Length;
    }

    /// <summary>What is missing is the word <c>null</c>.</summary>
    private static string Known(Dictionary<string, string> labels, string name) => labels.GetValueOrDefault(name) is { } value and not "null" ? value : "";
}
