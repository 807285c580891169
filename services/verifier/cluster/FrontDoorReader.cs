using System.Text.Json;
using k8s;
using k8s.Models;

namespace Upgrades.Verifier.Cluster;

/// <summary>Reads which hosts lead into some namespaces: Ingresses, and what Gateway API and Traefik have instead, where a cluster knows them.</summary>
internal sealed class FrontDoorReader(IKubernetes kubernetes)
{
    private const string Gateway = "gateway.networking.k8s.io";

    public async Task<(IReadOnlyList<FrontDoor> Doors, IReadOnlyList<V1Service> Services)> ReadAsync(IReadOnlyList<string> namespaces, CancellationToken cancellationToken)
    {
        List<FrontDoor> doors = [];
        List<V1Service> services = [];
        foreach (var name in namespaces.Distinct())
        {
            var ofNamespace = await ReadAsync(name, cancellationToken);
            doors.AddRange(ofNamespace);
            if (ofNamespace.Count > 0)
            {
                services.AddRange((await kubernetes.CoreV1.ListNamespacedServiceAsync(name, cancellationToken: cancellationToken)).Items);
            }
        }

        return (doors, services);
    }

    private async Task<IReadOnlyList<FrontDoor>> ReadAsync(string ns, CancellationToken cancellationToken)
    {
        var ingresses = (await kubernetes.NetworkingV1.ListNamespacedIngressAsync(ns, cancellationToken: cancellationToken)).Items;
        var httpRoutes = await ListAsync(Gateway, "v1", ns, "httproutes", cancellationToken);
        List<JsonElement> gateways = [];
        foreach (var ofGateway in GatewayDoors.GatewayNamespaces(httpRoutes))
        {
            gateways.AddRange(await ListAsync(Gateway, "v1", ofGateway, "gateways", cancellationToken));
        }

        List<JsonElement> ingressRoutes = [];
        foreach (var group in TraefikDoors.Groups)
        {
            ingressRoutes.AddRange(await ListAsync(group, "v1alpha1", ns, "ingressroutes", cancellationToken));
        }

        return [.. ingresses.SelectMany(IngressDoors.Of), .. httpRoutes.SelectMany(r => GatewayDoors.Of(r, gateways)), .. ingressRoutes.SelectMany(TraefikDoors.Of)];
    }

    private Task<IReadOnlyList<JsonElement>> ListAsync(string group, string version, string ns, string plural, CancellationToken cancellationToken) => Optional.ItemsAsync(
        () => kubernetes.CustomObjects.ListNamespacedCustomObjectAsync<JsonElement>(group, version, ns, plural, cancellationToken: cancellationToken), l => l.Items("items"));
}
