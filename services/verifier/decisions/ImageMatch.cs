using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Verifier.Decisions;

/// <summary>Is this the image, and at which version? Both sides canonical (<c>nginx</c> is <c>docker.io/library/nginx</c>).</summary>
internal static class ImageMatch
{
    public static ImageChange? ChangeOf(string image, IReadOnlyList<ImageChange> changes) =>
        Parse(image) is { } reference ? changes.FirstOrDefault(c => Parse(c.Image)?.Name == reference.Name) : null;

    /// <summary>The image is what the commit asks for.</summary>
    public static bool IsTarget(string image, ImageChange change) => Parse(image) is { } reference && Holds(reference, change.To, change.Digest);

    /// <summary>The same for a pod's container, whose image a mirror may have put a prefix before.</summary>
    public static bool IsTargetInPod(string image, ImageChange change) =>
        Parse(image) is { } reference && Parse(change.Image) is { } wanted
        && (reference.Name == wanted.Name || reference.Path == wanted.Path || reference.Path.EndsWith("/" + wanted.Path, StringComparison.Ordinal))
        && Holds(reference, change.To, change.Digest);

    /// <summary>
    /// Does what the node pulled contradict the digest? Nothing is pulled yet, or a runtime that shows the id of an image's
    /// configuration instead, contradict nothing.
    /// </summary>
    public static bool IsOtherDigest(string imageId, ImageChange change) =>
        change.Digest is { } digest && imageId.Contains('@', StringComparison.Ordinal) && !imageId.EndsWith("@" + digest, StringComparison.Ordinal);

    public static bool IsFrom(string image, ImageChange change) => Parse(image)?.Tag == change.From;

    /// <summary>Tag, or digest where there is no tag, for people.</summary>
    public static string VersionOf(string image) => Parse(image) is { } reference ? reference.Tag ?? reference.Digest ?? "no tag" : image;

    private static bool Holds(ImageReference reference, string tag, string? digest) =>
        reference.Tag is null
            ? digest is not null && reference.Digest == digest
            : reference.Tag == tag && (digest is null || reference.Digest is null || reference.Digest == digest);

    private static ImageReference? Parse(string image) => ImageReference.TryParse(image, out var reference, out _) ? reference : null;
}
