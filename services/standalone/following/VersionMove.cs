using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Standalone.Following;

/// <summary>From where to where, for a line about an upgrade: the first image's way, or else the first chart's.</summary>
internal readonly record struct VersionMove(string From, string To)
{
    public static VersionMove Of(IReadOnlyList<ImageChange> images, IReadOnlyList<ChartChange> charts) =>
        images.Count > 0 ? new VersionMove(images[0].From, images[0].To)
        : charts.Count > 0 ? new VersionMove(charts[0].From, charts[0].To) : new VersionMove("", "");

    public override string ToString() => $"{From} → {To}";
}
