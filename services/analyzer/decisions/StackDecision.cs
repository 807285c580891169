using Upgrades.Contracts.Vocabulary;
using Upgrades.Terraform;

namespace Upgrades.Analyzer.Decisions;

/// <summary>What an update means to one stack, by what is written in it.</summary>
internal abstract record StackDecision(StackScan Stack)
{
    public sealed record Skip(StackScan Stack, string? From, SkipReason Reason, string Detail) : StackDecision(Stack);

    /// <param name="Froms">Tags that the stack holds the image at and that can move, oldest first.</param>
    /// <param name="Left">Containers with the image that stay as they are, and why; for the reader.</param>
    public sealed record Move(StackScan Stack, IReadOnlyList<string> Froms, IReadOnlyList<string> Left) : StackDecision(Stack);

    /// <returns>Null when the stack has nothing to do with the image.</returns>
    /// <param name="wanted">The canonical image with the tag it should have, and the digest where the signal names one.</param>
    /// <param name="status">Of the signal: <c>update</c> is "same tag, new digest" where there is a digest.</param>
    public static StackDecision? Decide(StackScan stack, ImageReference wanted, string? status)
    {
        var sites = stack.Images.Where(i => i.Image?.Name == wanted.Name).ToList();
        if (sites.Count == 0)
        {
            return Unresolved(stack, wanted);
        }

        var judged = sites.Select(site => (Site: site, Against: Against(site, wanted, status))).ToList();
        var stays = judged.Where(j => j.Against is not null).Select(j => (j.Site, Against: j.Against!.Value)).ToList();
        var froms = judged.Where(j => j.Against is null).Select(j => j.Site.Tag!).Distinct(StringComparer.Ordinal).Order(OldestFirst).ToList();
        if (froms.Count > 0)
        {
            return new Move(stack, froms, [.. stays.Where(s => s.Against.Reason != SkipReason.AlreadyCurrent).Select(s => $"{s.Site.Resource} stays: {s.Against.Detail}").Distinct()]);
        }

        var (first, (reason, detail)) = stays.MinBy(s => VersionOrder.Rank(s.Against.Reason));
        return new Skip(stack, first.Tag, reason, detail);
    }

    /// <summary>Tags of one shape have an order; others come as they are written.</summary>
    private static readonly Comparer<string> OldestFirst = Comparer<string>.Create((a, b) => TagComparison.Compare(a, b) switch
    {
        TagOrder.Newer => -1,
        TagOrder.Older => 1,
        _ => 0,
    });

    /// <returns>What stands against moving this container's image; null when nothing does.</returns>
    private static (SkipReason Reason, string Detail)? Against(ImageSite site, ImageReference wanted, string? status) => site.Status switch
    {
        SiteStatus.Ignored => (SkipReason.IgnoredByTerraform, site.Reason ?? "an edit would do nothing"),
        SiteStatus.Unresolved => (SkipReason.Unresolved, NotFollowed(site)),
        _ when site.Tag is null && site.Digest is null => (SkipReason.Unpinned, $"{site.Resource} names no tag: what runs changes without an edit"),
        _ when site.Tag is null => (SkipReason.NotComparable, $"{site.Resource} pins a digest without a tag, which names no version"),
        _ when site.Tag == wanted.Tag => AgainstSameTag(site, wanted, status),
        SiteStatus.Floating => (SkipReason.Unpinned, $"{site.Resource} has \"{site.Tag}\", which names no version: what runs changes without an edit"),
        _ => VersionOrder.Against(site.Tag!, wanted.Tag!),
    };

    private static (SkipReason Reason, string Detail)? AgainstSameTag(ImageSite site, ImageReference wanted, string? status) =>
        site.Digest is not null && wanted.Digest is not null && site.Digest != wanted.Digest ? null
        : site.Digest is null && wanted.Digest is not null && status == "update"
            ? (SkipReason.DigestNotPinned, $"{wanted.Tag} has a new digest, and {site.Resource} pins none: there is nothing to edit")
        : site.Status == SiteStatus.Floating ? (SkipReason.Unpinned, $"{site.Resource} has \"{site.Tag}\", which names no version: what runs changes without an edit")
        : (SkipReason.AlreadyCurrent, $"{site.Resource} has {site.Tag}");

    private static string NotFollowed(ImageSite site) => $"{site.File}:{site.Line} {site.LiteralText}: {site.Reason}";

    /// <summary>An expression that could not be followed, with the image's path in it, is most likely this image.</summary>
    private static Skip? Unresolved(StackScan stack, ImageReference wanted)
    {
        var path = wanted.Path.StartsWith("library/", StringComparison.Ordinal) ? wanted.Name : wanted.Path;
        return stack.Images.FirstOrDefault(i => i.Status == SiteStatus.Unresolved && i.LiteralText.Contains(path, StringComparison.Ordinal)) is { } site
            ? new Skip(stack, null, SkipReason.Unresolved, NotFollowed(site))
            : null;
    }
}
