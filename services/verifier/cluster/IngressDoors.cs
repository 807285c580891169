using k8s.Models;

namespace Upgrades.Verifier.Cluster;

/// <summary>Ingress, <c>networking.k8s.io/v1</c>.</summary>
internal static class IngressDoors
{
    public static IEnumerable<FrontDoor> Of(V1Ingress ingress) => (ingress.Spec?.Rules ?? []).Where(r => !string.IsNullOrEmpty(r.Host)).Select(rule => new FrontDoor(
        rule.Host,
        [.. (rule.Http?.Paths ?? []).Select(p => new FrontDoorPath(p.Path, ingress.Metadata?.NamespaceProperty ?? "", p.Backend?.Service?.Name))]));
}
