using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Registry;

/// <summary>When an image was built.</summary>
internal sealed partial class RegistryClient
{
    /// <returns>As the image for our platform says; null where it does not say so, or where there is none.</returns>
    public async Task<DateTimeOffset?> CreatedAsync(ImageReference image, string tag, CancellationToken cancellationToken)
    {
        if (await LookUpAsync(image, tag, cancellationToken) is not TagLookup.Found { Digest: { } digest })
        {
            return null;
        }

        var manifest = await ManifestAsync(image, digest, cancellationToken);
        if (manifest.Images.FirstOrDefault(i => RegistryManifest.Runs(i.Platform, options.Platform)).Digest is { Length: > 0 } own)
        {
            manifest = await ManifestAsync(image, own, cancellationToken);
        }

        return manifest.Config is { } config ? RegistryManifest.ReadCreated(await ContentAsync(image, "blobs", config, cancellationToken)) : null;
    }
}
