using System.Text.RegularExpressions;
using Upgrades.Analyzer.Forges;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Sources;

/// <summary>
/// Labels are inherited from the base image where the image has none of its own (DESIGN §6.2): one that names neither the image's owner
/// nor its name is about something else, and so is one that names what many images are built on.
/// </summary>
internal static partial class LabelTrust
{
    private static readonly string[] Endings = ["-server", "-backend", "-app"];

    /// <summary>Names that say nothing about whose image it is.</summary>
    private static readonly string[] Generic = ["server", "backend", "frontend", "app", "web", "api", "worker", "docker", "image", "core", "main", "library"];

    /// <param name="baseName">The label <c>org.opencontainers.image.base.name</c>; null when there is none.</param>
    public static bool Holds(ImageReference image, ForgeAddress labelled, string? baseName)
    {
        var (own, theirs) = (Evidence(image.Path.Split('/')[^1]), Evidence(labelled.Path.Split('/')[^1]));
        return own.Intersect(theirs).Any()
            || (!Base().IsMatch(labelled.Path.Split('/')[^1]) && !IsOfBase(baseName, theirs) && Evidence(image.Path).Intersect(Evidence(labelled.Path)).Any());
    }

    private static bool IsOfBase(string? baseName, IEnumerable<string> theirs) =>
        ImageReference.TryParse(baseName, out var based, out _) && Evidence(based.Path.Split('/')[^1]).Intersect(theirs).Any();

    private static IReadOnlyList<string> Evidence(string path) => [.. path.ToLowerInvariant().Split('/')
        .SelectMany(part => Endings.Where(e => part.EndsWith(e, StringComparison.Ordinal)).Select(e => part[..^e.Length]).Append(part))
        .Select(part => part.StartsWith("docker-", StringComparison.Ordinal) ? part["docker-".Length..] : part)
        .Except(Generic)
        .Select(part => string.Concat(part.Where(char.IsAsciiLetterOrDigit)))
        .Where(part => part.Length > 1)];

    /// <summary>Distributions, language runtimes and base images: <c>docker-baseimage-alpine</c>, <c>docker-node</c>, <c>docker-debian-artifacts</c>, <c>s6-overlay</c>.</summary>
    [GeneratedRegex(
        @"\A(?:docker-)?(?:.{0,80}base-?images?(?:[-_.].{0,80})?|(?:alpine|debian|ubuntu|centos|fedora|rockylinux|busybox|minideb|ubi|wolfi|distroless|node|nginx|httpd|python|php|ruby|golang|openjdk|temurin|containers|dotnet|s6-overlay|tini|uv)(?:-(?:docker|artifacts|library|os|linux|container|image|images|runtime|unprivileged|node|brew-[a-z]{1,20}))*)\z",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Base();
}
