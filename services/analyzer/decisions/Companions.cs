using Upgrades.Contracts.Vocabulary;
using Upgrades.Terraform;

namespace Upgrades.Analyzer.Decisions;

/// <summary>Images of a stack at the version that another one leaves, and that no edit of its moves along.</summary>
internal sealed record StackCompanions(string Stack, IReadOnlyList<string> Images);

/// <summary>Which images of a stack belong to a version beside the one that was asked for, and which tag they go to.</summary>
internal static class Companions
{
    /// <param name="moved">What moves anyhow.</param>
    /// <returns>Canonical names of images at one of these versions, however their tags end.</returns>
    public static IReadOnlyList<string> AtVersion(StackScan stack, string image, IReadOnlyCollection<string> froms, IReadOnlyCollection<ImageChange> moved)
    {
        var cores = froms.Select(TagComparison.Core).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return [.. stack.Images
            .Where(s => IsMovable(s) && s.Image!.Name != image && TagComparison.Core(s.Tag!) is { } core && cores.Contains(core)
                && !moved.Any(m => m.Image == s.Image.Name && m.From == s.Tag))
            .Select(s => s.Image!.Name).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Can an edit change the image's tag?</summary>
    public static bool IsMovable(ImageSite site) => site is { Image: not null, Tag: not null, Status: SiteStatus.Pinned or SiteStatus.DigestPinned };

    /// <summary>The same tag where both are of one shape; else the same version with what this image's tags have around it (<c>-cuda</c>).</summary>
    /// <returns>Null where the image is not older, or no order exists.</returns>
    public static string? TagFor(string current, string target) =>
        TagComparison.Compare(current, target) switch
        {
            TagOrder.Newer => target,
            TagOrder.Incomparable => OfItsShape(current, target) is { } tag && TagComparison.Compare(current, tag) == TagOrder.Newer ? tag : null,
            _ => null,
        };

    private static string? OfItsShape(string current, string target) =>
        TagVersion.TryParse(current, out var from) && TagVersion.TryParse(target, out var to) && from.Prerelease is null && to.Prerelease is null
            ? from.Prefix + to.Core + current[(from.Prefix.Length + from.Core.Length)..] : null;
}
