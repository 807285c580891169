using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Caching.Memory;
using Upgrades.Analyzer.Outside;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Registry;

/// <summary>The few things we ask a registry for. Exceptions are those of <see cref="RegistryConnection.SendAsync"/>.</summary>
internal sealed partial class RegistryClient(RegistryConnection connection, RegistryOptions options) : IDisposable
{
    private static readonly string[] Manifests =
    [
        "application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json",
    ];

    /// <summary>What has a digest never changes; on Docker Hub every read of a manifest counts.</summary>
    private readonly MemoryCache _contents = new(new MemoryCacheOptions { SizeLimit = 32 << 20 });

    /// <summary>Asks by HEAD first, which is free where reading counts as a pull.</summary>
    public async Task<TagLookup> LookUpAsync(ImageReference image, string tag, CancellationToken cancellationToken)
    {
        var head = await SendAsync(HttpMethod.Head, image, $"manifests/{tag}", Manifests, cancellationToken);
        var answer = head is { Status: HttpStatusCode.OK, Digest: not null } or { Status: not (HttpStatusCode.OK or HttpStatusCode.MethodNotAllowed) }
            ? head : await SendAsync(HttpMethod.Get, image, $"manifests/{tag}", Manifests, cancellationToken);
        if (answer.Status != HttpStatusCode.OK)
        {
            return new TagLookup.Missing(answer.Status == HttpStatusCode.NotFound
                ? $"{image.Name}:{tag} is not in its registry"
                : $"{image.Name}:{tag} is not there, or we are not permitted to see it ({(int)answer.Status})");
        }

        var digest = answer.Digest ?? DigestOf(answer.Body);
        var platforms = await PlatformsAsync(image, digest, cancellationToken);
        return platforms.Any(p => RegistryManifest.Runs(p, options.Platform))
            ? new TagLookup.Found(digest)
            : new TagLookup.Missing($"{image.Name}:{tag} is not there for {options.Platform}, only for {string.Join(", ", platforms.Distinct().Take(10).DefaultIfEmpty("no platform at all"))}");
    }

    /// <summary>Is the tag there, by HEAD alone, which counts nowhere as a pull.</summary>
    public async Task<HttpStatusCode> PeekAsync(ImageReference image, string tag, CancellationToken cancellationToken) =>
        (await SendAsync(HttpMethod.Head, image, $"manifests/{tag}", Manifests, cancellationToken)).Status;

    /// <summary>Every tag but those of signatures, in the registry's order; none when there is no such image or we may not see it.</summary>
    public async Task<IReadOnlyList<string>> TagsAsync(ImageReference image, CancellationToken cancellationToken)
    {
        var tags = new TagPages();
        for (var next = connection.Address(image, TagPages.First); next is not null;)
        {
            var answer = await connection.SendAsync(HttpMethod.Get, image, next, ["application/json"], cancellationToken);
            if (answer.Status != HttpStatusCode.OK)
            {
                return tags.Count == 0 ? [] : throw new OutsideUnavailableException($"The registry of {image.Name} broke off its list of tags with {(int)answer.Status}");
            }

            next = tags.Add(next, answer);
        }

        return tags.Tags;
    }

    /// <summary>Labels of the image for our platform, over the annotations of its manifest and of the index. Untrusted text.</summary>
    /// <param name="digest">From <see cref="LookUpAsync"/>.</param>
    public async Task<IReadOnlyDictionary<string, string>> LabelsAsync(ImageReference image, string digest, CancellationToken cancellationToken)
    {
        var manifest = await ManifestAsync(image, digest, cancellationToken);
        var labels = new Dictionary<string, string>(manifest.Annotations);
        if (manifest.Images.FirstOrDefault(i => RegistryManifest.Runs(i.Platform, options.Platform)).Digest is { Length: > 0 } own)
        {
            manifest = await ManifestAsync(image, own, cancellationToken);
            Take(manifest.Annotations);
        }

        if (manifest.Config is not null)
        {
            Take(RegistryManifest.ReadConfig(await ContentAsync(image, "blobs", manifest.Config, cancellationToken)).Labels);
        }

        return labels;

        void Take(IReadOnlyDictionary<string, string> more)
        {
            foreach (var (key, value) in more)
            {
                labels[key] = value;
            }
        }
    }

    public void Dispose() => _contents.Dispose();

    private async Task<IReadOnlyList<string>> PlatformsAsync(ImageReference image, string digest, CancellationToken cancellationToken)
    {
        var manifest = await ManifestAsync(image, digest, cancellationToken);
        return manifest.Config is { } config && manifest.Images.Count == 0
            ? [RegistryManifest.ReadConfig(await ContentAsync(image, "blobs", config, cancellationToken)).Platform]
            : [.. manifest.Images.Select(i => i.Platform)];
    }

    private async Task<RegistryManifest> ManifestAsync(ImageReference image, string digest, CancellationToken cancellationToken) =>
        RegistryManifest.Read(await ContentAsync(image, "manifests", digest, cancellationToken));

    private async Task<byte[]> ContentAsync(ImageReference image, string kind, string digest, CancellationToken cancellationToken)
    {
        if (_contents.TryGetValue((image.Name, digest), out byte[]? known))
        {
            return known!;
        }

        if (!ImageReference.IsDigest(digest))
        {
            throw new OutsideUnavailableException($"{image.Name} names something by '{Shorten(digest)}', which is no digest");
        }

        var answer = await SendAsync(HttpMethod.Get, image, $"{kind}/{digest}", kind == "manifests" ? Manifests : ["*/*"], cancellationToken);
        if (answer.Status != HttpStatusCode.OK)
        {
            throw new OutsideUnavailableException($"{image.Name} names {digest}, and the registry answers {(int)answer.Status} when asked for it");
        }

        if (digest.StartsWith("sha256:", StringComparison.Ordinal) && DigestOf(answer.Body) != digest)
        {
            throw new OutsideUnavailableException($"The registry sent something else than {image.Name}@{digest}");
        }

        return _contents.Set((image.Name, digest), answer.Body, new MemoryCacheEntryOptions { Size = answer.Body.Length + 200 });
    }

    private Task<RegistryAnswer> SendAsync(HttpMethod method, ImageReference image, string path, IReadOnlyList<string> accept, CancellationToken cancellationToken) =>
        connection.SendAsync(method, image, connection.Address(image, path), accept, cancellationToken);

    private static string DigestOf(byte[] body) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(body));

    private static string Shorten(string text) => text.Length <= 80 ? text : text[..80];
}
