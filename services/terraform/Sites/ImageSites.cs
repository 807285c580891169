using Upgrades.Contracts.Vocabulary;
using Upgrades.Terraform.Resolution;

namespace Upgrades.Terraform.Sites;

/// <summary>The images of a resource's containers.</summary>
internal static class ImageSites
{
    public static IEnumerable<ImageSite> Of(ResourceScope resource, TerraformOptions options) =>
        from found in ResourceScope.Find(resource.Body, type => type is "container" or "init_container")
        let image = found.Block.Body["image"]
        where image is not null
        select Read(
            resource,
            Evaluator.Resolve(resource.Term(image)),
            resource.TextOf(found.Block.Body, "name") ?? $"{found.Block.Type}[{found.Index}]",
            HandsOff.Reason(resource, found.Path + ".image", found.Index),
            options);

    private static ImageSite Read(ResourceScope resource, Resolved resolved, string container, string? handsOff, TerraformOptions options)
    {
        if (resolved.Text is not { Text.Length: > 0 } text)
        {
            return Unresolved(resource, resolved, container, resolved.Reason ?? "is empty");
        }

        if (!ImageReference.TryParse(Unmirror(text.Text, options), out var image, out var error))
        {
            return Unresolved(resource, resolved, container, $"\"{text.Text}\" {error}");
        }

        var version = ImageText.VersionStart(text.Text);
        var place = SitePlace.Of(version < text.Text.Length ? text.Slice(version, text.Text.Length)[0] : text.Pieces[0]);
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
            Container = container,
            Site = place.Site,
            LiteralText = place.LiteralText,
            Reason = handsOff,
            Resolved = text,
        };
    }

    private static ImageSite Unresolved(ResourceScope resource, Resolved resolved, string container, string reason)
    {
        var place = SitePlace.Of(resolved.At);
        return new ImageSite
        {
            Status = SiteStatus.Unresolved,
            Via = place.Via,
            File = place.File,
            Line = place.Line,
            Column = place.Column,
            Resource = resource.Address,
            Container = container,
            Site = place.Site,
            LiteralText = place.LiteralText,
            Reason = reason,
        };
    }

    private static string Unmirror(string text, TerraformOptions options)
    {
        var mirror = options.RegistryMirrors.Keys.Select(key => key.TrimEnd('/')).Where(key => text.StartsWith(key + "/", StringComparison.Ordinal)).MaxBy(key => key.Length);
        return mirror is null ? text
            : options.RegistryMirrors.First(m => m.Key.TrimEnd('/') == mirror).Value.TrimEnd('/') + text[mirror.Length..];
    }
}
