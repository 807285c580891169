using System.Text.RegularExpressions;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Sources;

/// <summary>A repository that may be the image's source, and what says so.</summary>
/// <param name="Repository"><c>owner/name</c> on GitHub.</param>
internal sealed record SourceCandidate(string Repository, string Why);

/// <summary>Where an image's source may be, most trustworthy first. Each is a guess until GitHub knows it.</summary>
internal static partial class SourceCandidates
{
    private const int LongestAddress = 500;

    /// <summary>What packaging adds to a product's name.</summary>
    private static readonly string[] Endings = ["-server", "-backend", "-app"];

    /// <summary>Names that say nothing about whose image it is.</summary>
    private static readonly string[] Generic = ["server", "backend", "frontend", "app", "web", "api", "worker", "docker", "image", "core", "main", "library"];

    /// <summary>The operator's own word.</summary>
    /// <returns>The candidate; or <c>Elsewhere</c>: it is not on GitHub, and nothing else must be guessed.</returns>
    public static (SourceCandidate? Candidate, string? Elsewhere) Overridden(string? written) =>
        written is null ? (null, null)
        : OnGitHub(written) is { } repository ? (new SourceCandidate(repository, "github_repo_overrides"), null)
        : (null, $"github_repo_overrides names {written}, which is not GitHub");

    /// <param name="label">The image's <c>org.opencontainers.image.source</c>.</param>
    public static IReadOnlyList<SourceCandidate> Of(ImageReference image, string? label)
    {
        var candidates = new List<SourceCandidate>();
        if (label is not null && OnGitHub(label) is { } labelled && IsTrusted(image, labelled))
        {
            candidates.Add(new SourceCandidate(labelled, "the image's label"));
        }

        if (ByName(image) is { } named)
        {
            candidates.Add(new SourceCandidate(named, $"the name on {image.Domain}"));
            candidates.AddRange(Endings.Where(e => named.EndsWith(e, StringComparison.Ordinal) && !named.EndsWith("/" + e[1..], StringComparison.Ordinal))
                .Select(e => new SourceCandidate(named[..^e.Length], $"the name on {image.Domain} without {e}")));
        }

        return [.. candidates.DistinctBy(c => c.Repository.ToLowerInvariant())];
    }

    /// <summary>
    /// Labels are inherited from the base image where the image has none of its own: one that names neither the image's owner nor its
    /// name is about something else.
    /// </summary>
    public static bool IsTrusted(ImageReference image, string repository)
    {
        var (ours, theirs) = (Evidence(image.Path), Evidence(repository));
        return ours.Intersect(theirs).Any();
    }

    /// <summary><c>owner/name</c> of what is written as that, as an address, or for git over ssh; null when it is not on GitHub.</summary>
    public static string? OnGitHub(string written) =>
        written.Length <= LongestAddress && GitHubName().Match(written.Trim()) is { Success: true } match && match.Groups["name"].Value is not ("." or "..")
            ? $"{match.Groups["owner"].Value}/{match.Groups["name"].Value}" : null;

    private static string? ByName(ImageReference image)
    {
        var parts = image.Path.Split('/');
        return (image.Domain, parts) switch
        {
            ("lscr.io" or "ghcr.io", ["linuxserver", var name]) => $"linuxserver/docker-{name}",
            ("docker.io", ["library", _]) => null,
            ("ghcr.io" or "docker.io", [var owner, var name, ..]) => $"{owner}/{name}",
            _ => null,
        };
    }

    private static IEnumerable<string> Evidence(string path) => path.ToLowerInvariant().Split('/')
        .SelectMany(part => Endings.Where(e => part.EndsWith(e, StringComparison.Ordinal)).Select(e => part[..^e.Length]).Append(part))
        .Select(part => part.StartsWith("docker-", StringComparison.Ordinal) ? part["docker-".Length..] : part)
        .Except(Generic)
        .Select(part => string.Concat(part.Where(char.IsAsciiLetterOrDigit)))
        .Where(part => part.Length > 1);

    [GeneratedRegex(@"\A(?:(?:git\+)?(?:https?|ssh|git)://(?:[^/@\s]+@)?(?:www\.)?github\.com/|git@github\.com:)?(?<owner>[A-Za-z0-9][A-Za-z0-9-]{0,38})/(?<name>[A-Za-z0-9._-]{1,100}?)(?:\.git)?(?:/(?:tree|blob|releases)\b[^\s]*)?/?(?:[?#][^\s]*)?\z")]
    private static partial Regex GitHubName();
}
