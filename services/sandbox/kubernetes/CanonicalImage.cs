using System.Security.Cryptography;
using System.Text;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Sandbox.Kubernetes;

/// <summary>Images as containerd reports them: <c>nginx:1.27</c> is <c>docker.io/library/nginx:1.27</c>.</summary>
internal static class CanonicalImage
{
    /// <summary>What is no image reference stays as it is, as in the status of a pod whose image name is invalid.</summary>
    public static string Of(string image) => ImageReference.TryParse(image, out var reference, out _)
        ? (reference.Tag is null && reference.Digest is null ? reference.WithTag("latest") : reference).ToString()
        : image;

    /// <summary><c>docker.io/library/nginx@sha256:…</c>.</summary>
    public static string IdOf(string image, Func<string, string> digestOf) => ImageReference.TryParse(image, out var reference, out _)
        ? $"{reference.Name}@{reference.Digest ?? digestOf(Of(image))}"
        : "";

    /// <summary>Some digest, always the same one for an image.</summary>
    public static string AnyDigest(string canonicalImage) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonicalImage)));
}
