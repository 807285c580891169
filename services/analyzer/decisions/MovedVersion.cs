using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Decisions;

/// <summary>One thing that an upgrade moves, under the name by which it is quarantined and tried again.</summary>
/// <param name="Subject">An image's canonical name, or a chart's with its repository: <c>https://charts.example.org/grafana</c>.</param>
internal sealed record MovedVersion(string Subject, string From, string To)
{
    public static IReadOnlyList<MovedVersion> Of(IEnumerable<ImageChange> images, IEnumerable<ChartChange> charts) =>
    [
        .. images.Select(i => new MovedVersion(i.Image, i.From, i.To))
            .Concat(charts.Select(c => new MovedVersion(ChartName.TryRead(c.Chart, c.Repository, out var name) ? name.ToString() : c.Chart, c.From, c.To)))
            .Distinct(),
    ];
}
