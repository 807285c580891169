using Upgrades.Analyzer.Decisions;
using Upgrades.Terraform;

namespace Upgrades.Analyzer.Planning;

/// <summary>A stack's releases of a chart that can be edited, those at one version together: they may share the literal.</summary>
/// <param name="Groups">For each version that the stack holds the chart at, in the order in which they are written.</param>
/// <param name="Left">Releases that stay, and why; for the reader.</param>
internal sealed record ChartRoute(RepositoryScan Scan, StackScan Stack, IReadOnlyList<(string From, IReadOnlyList<string> Releases)> Groups, IReadOnlyList<string> Left)
{
    /// <returns>Groups are empty when no release can be edited; <see cref="Left"/> says why.</returns>
    public static ChartRoute Find(RepositoryScan scan, ChartDecision.Move move, string version)
    {
        var tried = move.Releases.Select(r => (r.Release, r.From, TerraformEngine.PlanChart(scan, move.Stack, r.Release, r.From, version).Refusal)).ToList();
        return new ChartRoute(
            scan,
            move.Stack,
            [.. tried.Where(t => t.Refusal is null).GroupBy(t => t.From).Select(g => (g.Key, (IReadOnlyList<string>)[.. g.Select(t => t.Release)]))],
            [.. tried.Where(t => t.Refusal is not null).Select(t => $"{t.Release} stays: {t.Refusal}")]);
    }

    /// <summary>The oldest version that moves.</summary>
    public string From => Groups.Select(g => g.From).Aggregate((oldest, from) => VersionOrder.IsNewer(from, oldest) ? from : oldest);

    /// <returns>For each group the change from what is there now; null where that is at the version, or above it.</returns>
    public IReadOnlyList<StackChange?> To(string version) => [.. Groups.Select(g => VersionOrder.IsNewer(g.From, version) ? Change(g, version) : null)];

    private StackChange Change((string From, IReadOnlyList<string> Releases) group, string version)
    {
        var changes = group.Releases.Select(r => TerraformEngine.PlanChart(Scan, Stack, r, group.From, version)).ToList();
        return changes.Find(c => c.Refusal is not null) ?? new StackChange
        {
            Edits = [.. changes.SelectMany(c => c.Edits).Distinct()],
            Images = [.. changes.SelectMany(c => c.Images).Distinct()],
            Charts = [.. changes.SelectMany(c => c.Charts).Distinct()],
        };
    }
}
