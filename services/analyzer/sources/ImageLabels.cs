using Upgrades.Analyzer.Forges;

namespace Upgrades.Analyzer.Sources;

/// <summary>What an image's labels say about where it comes from. Untrusted text.</summary>
/// <param name="BaseName">What it was built on; null when it does not say.</param>
internal sealed record ImageLabels(IReadOnlyList<(string Label, ForgeAddress Address)> Addresses, string? BaseName)
{
    /// <summary>Most telling first: the last two are often a homepage.</summary>
    private static readonly string[] Names = ["org.opencontainers.image.source", "org.label-schema.vcs-url", "org.opencontainers.image.url", "org.label-schema.url"];

    public static ImageLabels None { get; } = new([], null);

    public static ImageLabels Read(IReadOnlyDictionary<string, string> labels) => new(
        [.. Names.Select(n => (n, Address: ForgeAddress.Read(labels.GetValueOrDefault(n)))).Where(l => l.Address is not null).Select(l => (l.n, l.Address!))],
        labels.GetValueOrDefault("org.opencontainers.image.base.name"));
}
