using System.Security.Cryptography;
using System.Text;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Sandbox.Kubernetes;

/// <summary>An image as containerd reports it: <c>nginx:1.27</c> is <c>docker.io/library/nginx:1.27</c>.</summary>
internal sealed record CanonicalImage
{
    private readonly ImageReference? _reference;

    /// <param name="image">As the manifest spells it. What is no image reference stays as it is.</param>
    public CanonicalImage(string image)
    {
        if (ImageReference.TryParse(image, out var reference, out _))
        {
            _reference = reference.Tag is null && reference.Digest is null ? reference.WithTag("latest") : reference;
        }

        Text = _reference?.ToString() ?? image;
    }

    public string Text { get; }

    /// <summary><c>docker.io/library/nginx@sha256:…</c>.</summary>
    public string Id(Func<string, string> digestOf) => _reference is null ? "" : $"{_reference.Name}@{_reference.Digest ?? digestOf(Text)}";

    /// <summary>Some digest, always the same one for an image.</summary>
    public static string AnyDigest(string canonicalImage) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonicalImage)));
}
