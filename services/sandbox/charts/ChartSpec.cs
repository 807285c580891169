namespace Upgrades.Sandbox.Charts;

/// <summary>One version of a chart to be, as its <c>Chart.yaml</c> has it.</summary>
/// <param name="AppVersion">Null: it does not say.</param>
/// <param name="Changes">The annotation <c>artifacthub.io/changes</c>: YAML.</param>
public sealed record ChartSpec(
    string Version, string? AppVersion = null, string? Changes = null, string? Home = null, IReadOnlyList<string>? Sources = null, bool Deprecated = false);
