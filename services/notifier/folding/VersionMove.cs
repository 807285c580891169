using System.Text.Json;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Notifier.Folding;

/// <summary>An image or a chart that goes from a version to a version.</summary>
/// <param name="Name">The last part of the image's name, or <c>chart NAME</c>.</param>
internal sealed record VersionMove(string Name, string From, string To)
{
    /// <summary>A row needs no more of them.</summary>
    private const int Most = 20;

    public static IReadOnlyList<VersionMove> Of(IEnumerable<ImageChange> images, IEnumerable<ChartChange> charts) =>
    [
        .. images.Select(i => new VersionMove(i.Image[(i.Image.LastIndexOf('/') + 1)..], i.From, i.To))
            .Concat(charts.Select(c => new VersionMove("chart " + c.Chart, c.From, c.To))).Distinct().Take(Most),
    ];

    public static string Write(IReadOnlyList<VersionMove> moves) => JsonSerializer.Serialize(moves);

    public static IReadOnlyList<VersionMove> Read(string text) => text.Length == 0 ? [] : JsonSerializer.Deserialize<List<VersionMove>>(text)!;
}
