using System.Globalization;
using System.Text;

namespace Upgrades.Sandbox.Charts;

/// <summary>An <c>index.yaml</c> as <c>helm repo index</c> writes it: keys in alphabetical order, scalars quoted where YAML would take them for something else.</summary>
public static class IndexText
{
    /// <param name="charts">By name.</param>
    public static string Of(IEnumerable<KeyValuePair<string, IReadOnlyList<ChartSpec>>> charts)
    {
        var text = new StringBuilder("apiVersion: v1\nentries:\n");
        foreach (var (name, versions) in charts)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {name}:\n");
            foreach (var version in versions)
            {
                Append(text, name, version);
            }
        }

        return text.Append("generated: \"2026-08-01T00:00:00Z\"\n").ToString();
    }

    private static void Append(StringBuilder text, string name, ChartSpec chart)
    {
        var start = text.Length;
        void Line(string line) => text.Append(start == text.Length ? "  - " : "    ").Append(line).Append('\n');
        if (chart.Changes is { } changes)
        {
            Line("annotations:");
            Line("  artifacthub.io/changes: |");
            foreach (var line in changes.TrimEnd('\n').Split('\n'))
            {
                Line("    " + line);
            }
        }

        Line("apiVersion: v2");
        if (chart.AppVersion is { } app)
        {
            Line($"appVersion: {(app.All(c => char.IsAsciiDigit(c) || c == '.') && app.Count(c => c == '.') < 2 ? $"\"{app}\"" : app)}");
        }

        Line("created: \"2026-07-30T10:11:12.131415Z\"");
        if (chart.Deprecated)
        {
            Line("deprecated: true");
        }

        Line($"description: The chart {name}");
        Line("digest: 5f2c9d1e5f2c9d1e5f2c9d1e5f2c9d1e5f2c9d1e5f2c9d1e5f2c9d1e5f2c9d1e");
        if (chart.Home is { } home)
        {
            Line($"home: {home}");
        }

        Line($"name: {name}");
        if (chart.Sources is { Count: > 0 } sources)
        {
            Line("sources:");
            foreach (var source in sources)
            {
                Line($"- {source}");
            }
        }

        Line("urls:");
        Line($"- {name}-{chart.Version}.tgz");
        Line($"version: {chart.Version}");
    }
}
