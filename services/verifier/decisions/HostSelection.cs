using System.Text.RegularExpressions;
using k8s.Models;
using Upgrades.Verifier.Cluster;

namespace Upgrades.Verifier.Decisions;

/// <summary>
/// Which addresses to ask: those of front doors whose Service selects pods of the workloads; where no Service tells, those of which it
/// cannot be told. A namespace can hold several services (reference/kubernetes.md §5).
/// </summary>
internal static partial class HostSelection
{
    private const int Most = 20;

    private enum Owner { Unknown, Ours, Other }

    /// <summary>Of hosts that were named; what is no host name is left out.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<string> hosts, string scheme) =>
        [.. hosts.Where(IsHost).Select(h => $"{scheme}://{h}/").Distinct().Take(Most)];

    public static IReadOnlyList<string> Of(IReadOnlyList<FrontDoor> frontDoors, IReadOnlyList<V1Service> services, IReadOnlyList<Workload> workloads, string scheme)
    {
        var doors = frontDoors.Where(d => IsHost(d.Host)).Select(d => Judge(d, services, workloads)).ToList();
        var ours = doors.Where(d => d.Owner == Owner.Ours).ToList();
        return
        [
            .. (ours.Count > 0 ? ours : doors.Where(d => d.Owner == Owner.Unknown))
                .GroupBy(d => d.Host).Select(g => $"{scheme}://{g.Key}{g.Select(d => d.Path).Min(StringComparer.Ordinal)}").Take(Most),
        ];
    }

    private static (string Host, string Path, Owner Owner) Judge(FrontDoor door, IReadOnlyList<V1Service> services, IReadOnlyList<Workload> workloads)
    {
        var judged = door.Paths.Select(p => (Path: PlainPath(p.Path), Owner: OwnerOf(p, services, workloads))).ToList();
        var best = judged.Count == 0 ? [(Path: "/", Owner: Owner.Unknown)]
            : judged.Any(j => j.Owner == Owner.Ours) ? judged.Where(j => j.Owner == Owner.Ours)
            : judged.Any(j => j.Owner == Owner.Unknown) ? judged.Where(j => j.Owner == Owner.Unknown)
            : judged;
        return (door.Host.ToLowerInvariant(), best.Select(b => b.Path).Min(StringComparer.Ordinal)!, best.First().Owner);
    }

    private static Owner OwnerOf(FrontDoorPath path, IReadOnlyList<V1Service> services, IReadOnlyList<Workload> workloads)
    {
        var selector = services.FirstOrDefault(s => s.Metadata?.NamespaceProperty == path.Namespace && s.Metadata?.Name == path.Service)?.Spec?.Selector;
        return selector is not { Count: > 0 } ? Owner.Unknown
            : workloads.Any(w => w.Namespace == path.Namespace && LabelMatch.Matches(selector, w.PodLabels)) ? Owner.Ours
            : Owner.Other;
    }

    /// <summary>A path may be a pattern of the controller's own; then the root is asked.</summary>
    private static string PlainPath(string? path) => path is not null && Plain().IsMatch(path) ? path : "/";

    private static bool IsHost(string? text)
    {
        if (text is not { Length: > 0 and <= 260 })
        {
            return false;
        }

        var match = WithPort().Match(text);
        return Uri.CheckHostName(match.Groups["host"].Value) is UriHostNameType.Dns or UriHostNameType.IPv4 && Uri.TryCreate($"http://{text}/", UriKind.Absolute, out _);
    }

    [GeneratedRegex(@"\A/[A-Za-z0-9/_.~-]*\z")]
    private static partial Regex Plain();

    [GeneratedRegex(@"\A(?<host>[^:/?#@\s]+)(?::[0-9]{1,5})?\z")]
    private static partial Regex WithPort();
}
