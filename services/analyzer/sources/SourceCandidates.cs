using Upgrades.Analyzer.Forges;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Sources;

/// <summary>A repository that may be the image's source, and what says so. A guess until its forge knows it.</summary>
internal sealed record SourceCandidate(ForgeAddress Address, string Why);

/// <summary>Where an image's source may be, most trustworthy first, as far as the image itself tells (DESIGN §6.2).</summary>
internal static class SourceCandidates
{
    private const string GitLabRegistry = "registry.";
    private const int MostParts = 5;

    /// <summary>What packaging adds to a product's name.</summary>
    private static readonly string[] Endings = ["-server", "-backend", "-app"];

    /// <param name="kindOf">What speaks at a registry's domain; null when nobody knows.</param>
    public static IReadOnlyList<SourceCandidate> Of(ImageReference image, ImageLabels labels, Func<string, ForgeKind?> kindOf)
    {
        var candidates = labels.Addresses.Where(a => LabelTrust.Holds(image, a.Address, labels.BaseName)).Select(a => new SourceCandidate(a.Address, $"the image's label {a.Label}")).ToList();
        foreach (var (named, where) in ByName(image, kindOf))
        {
            var why = $"the name on {image.Domain}{where}";
            candidates.Add(new SourceCandidate(named, why));
            candidates.AddRange(Endings.Where(e => named.Path.EndsWith(e, StringComparison.Ordinal) && !named.Path.EndsWith("/" + e[1..], StringComparison.Ordinal))
                .Select(e => new SourceCandidate(named with { Path = named.Path[..^e.Length] }, $"{why} without {e}")));
        }

        return [.. candidates.DistinctBy(c => c.Address.ToString().ToLowerInvariant())];
    }

    /// <summary>
    /// The same path as the image has in its registry: on GitHub for GitHub's, Docker Hub's and Quay's; on GitLab for GitLab's, where an
    /// image may stand below its project; on the forge itself for a forge's own registry.
    /// </summary>
    private static IEnumerable<(ForgeAddress Address, string Where)> ByName(ImageReference image, Func<string, ForgeKind?> kindOf)
    {
        var parts = image.Path.Split('/');
        var gitLab = image.Domain.StartsWith(GitLabRegistry, StringComparison.Ordinal) ? image.Domain[GitLabRegistry.Length..] : null;
        if (gitLab is not null && kindOf(gitLab) == ForgeKind.GitLab && parts.Length is >= 2 and <= MostParts)
        {
            return [.. Enumerable.Range(2, parts.Length - 1).Reverse().Select(n => (new ForgeAddress(gitLab, string.Join('/', parts[..n])), "")),
                .. parts.Length == 2 ? [(OnGitHub(parts[0], parts[1]), ", on GitHub")] : Array.Empty<(ForgeAddress, string)>()];
        }

        return (image.Domain, parts) switch
        {
            ("lscr.io" or "ghcr.io" or "docker.io", ["linuxserver", var name]) => [(OnGitHub("linuxserver", $"docker-{name}"), "")],
            ("docker.io", ["library", _]) => [],
            ("ghcr.io" or "docker.io", [var owner, var name, ..]) => [(OnGitHub(owner, name), "")],
            ("quay.io", [var owner, var name]) => [(OnGitHub(owner, name), "")],
            (var host, [var owner, var name, ..]) when kindOf(host) is ForgeKind.Forgejo or ForgeKind.Gitea => [(new ForgeAddress(host, $"{owner}/{name}"), "")],
            _ => [],
        };
    }

    private static ForgeAddress OnGitHub(string owner, string name) => new(ForgeAddress.GitHub, $"{owner}/{name}");
}
