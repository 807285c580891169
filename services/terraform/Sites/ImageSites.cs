using Upgrades.Contracts.Vocabulary;
using Upgrades.Terraform.Resolution;

namespace Upgrades.Terraform.Sites;

/// <summary>The images of a resource: in its containers, its manifest, or the values of its chart.</summary>
internal static class ImageSites
{
    public static IEnumerable<ImageSite> Of(ResourceScope resource, TerraformOptions options) => resource.Type switch
    {
        "helm_release" => ChartValues.ImagesOf(resource).Select(f => Read(resource, f.Image, HandsOff.Reason(resource, f.Attribute, 0), f.Context, options)),
        "kubernetes_manifest" or "kubectl_manifest" => Manifests.ImagesOf(resource).Select(f => Read(resource, f.Image, HandsOff.Reason(resource, f.Attribute, 0), SiteVia.Manifest, options)),
        _ when resource.Type.StartsWith("kubernetes_", StringComparison.Ordinal) => InContainers(resource, options),
        _ => [],
    };

    private static IEnumerable<ImageSite> InContainers(ResourceScope resource, TerraformOptions options) =>
        from found in resource.Find(type => type is "container" or "init_container")
        let image = found.Block.Body["image"]
        where image is not null
        let term = resource.Term(image, found.Names)
        select Read(
            resource,
            FoundImage.Of(resource.TextOf(found.Block.Body, "name", found.Names) ?? $"{found.Block.Type}[{found.Index}]", Evaluator.Evaluate(term), term.Spot) with
            {
                Memory = MemoryLimits.Of(resource, found),
            },
            HandsOff.Reason(resource, found.Path + ".image", found.Index),
            SiteVia.Literal,
            options);

    private static ImageSite Read(ResourceScope resource, FoundImage found, string? handsOff, SiteVia context, TerraformOptions options)
    {
        if (found.Text is not { } text || found.Why is not null)
        {
            return Unresolved(resource, found, found.Why!.Reason, context, options);
        }

        if (!ImageReference.TryParse(Unmirror(text.Text, options), out var image, out var error))
        {
            return Unresolved(resource, found, $"\"{text.Text}\" {error}", context, options);
        }

        var (start, end) = ImageText.TagSpan(text.Text) ?? (ImageText.DigestStart(text.Text) ?? 0, text.Text.Length);
        var place = SitePlace.Of(text.Slice(start, end), found.At, context);
        return new ImageSite
        {
            Image = image.WithTag(null),
            Tag = image.Tag,
            Digest = image.Digest,
            Status = handsOff is not null ? SiteStatus.Ignored
                : image.Digest is not null ? SiteStatus.DigestPinned
                : image.Tag is null ? SiteStatus.Untagged
                : TagComparison.IsFloating(image.Tag) ? SiteStatus.Floating
                : SiteStatus.Pinned,
            Via = place.Via,
            File = place.File,
            Line = place.Line,
            Column = place.Column,
            Resource = resource.Address,
            Container = found.Container,
            Site = place.Site,
            LiteralText = place.LiteralText,
            Reason = handsOff,
            Resolved = text,
            Memory = found.Memory is TextValue { Text: { Hole: null } memory } ? memory : null,
        };
    }

    private static ImageSite Unresolved(ResourceScope resource, FoundImage found, string reason, SiteVia context, TerraformOptions options)
    {
        var place = found.Text is { Hole: null } text ? SitePlace.Of(text.Pieces, found.At, context) : SitePlace.Of(found.Why?.At ?? found.At, context);
        return new ImageSite
        {
            Image = found.Text is { Hole: not null } part ? NameIn(part.Text, options) : null,
            // Of values with a tag alone.
            Tag = found.Why is not null && ImageReference.IsTag(found.Text?.Text) ? found.Text?.Text : null,
            Status = SiteStatus.Unresolved,
            Via = place.Via,
            File = place.File,
            Line = place.Line,
            Column = place.Column,
            Resource = resource.Address,
            Container = found.Container,
            Site = place.Site,
            LiteralText = place.LiteralText,
            Reason = reason,
        };
    }

    /// <summary>The name before a tag that is not known.</summary>
    private static ImageReference? NameIn(string text, TerraformOptions options) =>
        ImageText.TagSpan(text) is { Start: > 1 } tag && ImageReference.TryParse(Unmirror(text[..(tag.Start - 1)], options), out var name, out _) ? name : null;

    private static string Unmirror(string text, TerraformOptions options)
    {
        var mirror = options.RegistryMirrors.Keys.Select(key => key.TrimEnd('/')).Where(key => text.StartsWith(key + "/", StringComparison.Ordinal)).MaxBy(key => key.Length);
        return mirror is null ? text
            : options.RegistryMirrors.First(m => m.Key.TrimEnd('/') == mirror).Value.TrimEnd('/') + text[mirror.Length..];
    }
}
