using Upgrades.Standalone.Commands;
using Upgrades.Terraform;

namespace Upgrades.Standalone.Scanning;

/// <summary>A scan for people: a table for each stack, then how many there are of each status.</summary>
internal static class ScanTable
{
    /// <summary>Characters of a digest that tell it from others.</summary>
    private const int ShownDigest = 19;

    public static void Write(TextWriter output, ScanReport report, IReadOnlyList<StackScan> stacks)
    {
        var (images, charts) = (report.Images.ToLookup(i => i.Stack), report.Charts.ToLookup(c => c.Stack));
        foreach (var stack in stacks.Where(s => images.Contains(s.Name) || charts.Contains(s.Name)))
        {
            output.WriteLine(Terminal.Harmless(stack.Path.Length == 0 || stack.Path == stack.Name ? stack.Name : $"{stack.Name} ({stack.Path})"));
            // What differs in its resource alone looks the same here.
            SiteLine.Write(output, [.. images[stack.Name].Select(Line).Concat(charts[stack.Name].Select(Line)).Distinct()]);
        }

        output.WriteLine(Totals(report, stacks));
    }

    private static SiteLine Line(ImageRow image) =>
        new(image.Image ?? image.Resource, image.Tag ?? Short(image.Digest), JsonName.Of(image.Status), JsonName.Of(image.Via), $"{image.Path}:{image.Line}", Reason(image.Status, image.Reason));

    private static SiteLine Line(ChartRow chart) =>
        new($"chart {chart.Chart ?? "?"}{(chart.Release == chart.Chart ? "" : $" ({chart.Release})")}", chart.Version ?? "", JsonName.Of(chart.Status), JsonName.Of(chart.Via), $"{chart.Path}:{chart.Line}", Reason(chart.Status, chart.Reason));

    private static string Short(string? digest) => digest is null ? "" : digest.Length <= ShownDigest ? digest : digest[..ShownDigest] + "…";

    private static string? Reason(SiteStatus status, string? reason) => status is SiteStatus.Unresolved or SiteStatus.Ignored ? reason : null;

    private static string Totals(ScanReport report, IReadOnlyList<StackScan> stacks)
    {
        var statuses = report.Images.Select(i => i.Status).Concat(report.Charts.Select(c => c.Status)).CountBy(s => s).OrderBy(s => s.Key).Select(s => $"{s.Value} {JsonName.Of(s.Key)}");
        return $"{Count(stacks.Count, "stack")}, {Count(report.Images.Count, "image")}, {Count(report.Charts.Count, "chart")}: "
            + $"{string.Join(", ", statuses.DefaultIfEmpty("nothing"))}; {Count(report.Problems.Count, "problem")}";
    }

    private static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";
}
