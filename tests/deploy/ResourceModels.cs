using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace Upgrades.Tests.Deploy;

/// <summary>
/// Reads a rendered resource as the type that its apiVersion and kind name. The types are made from Kubernetes' OpenAPI document; a
/// field that they do not have, or of another type, is an error.
/// </summary>
internal static class ResourceModels
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private static readonly Dictionary<string, Type> Types = typeof(V1Pod).Assembly.GetTypes()
        .Select(t => (Type: t, Entity: t.GetCustomAttribute<KubernetesEntityAttribute>()))
        .Where(t => t.Entity is not null && t.Type.IsAssignableTo(typeof(IKubernetesObject<V1ObjectMeta>)))
        .ToDictionary(t => $"{(t.Entity!.Group is { Length: > 0 } group ? group + "/" : "")}{t.Entity.ApiVersion} {t.Entity.Kind}", t => t.Type)
        .Concat(
        [
            KeyValuePair.Create("monitoring.coreos.com/v1 ServiceMonitor", typeof(ServiceMonitor)),
            KeyValuePair.Create("monitoring.coreos.com/v1 PrometheusRule", typeof(PrometheusRule)),
            KeyValuePair.Create("external-secrets.io/v1 SecretStore", typeof(SecretStore)),
            KeyValuePair.Create("external-secrets.io/v1 ExternalSecret", typeof(ExternalSecret)),
        ])
        .ToDictionary();

    /// <exception cref="JsonException">There is no such kind, or it has no such field; names the resource.</exception>
    public static object Read(JsonNode resource)
    {
        var kind = $"{resource["apiVersion"]} {resource["kind"]}";
        if (!Types.TryGetValue(kind, out var type))
        {
            throw new JsonException($"{kind} is no kind of Kubernetes, nor one of those that we use of others");
        }

        try
        {
            return resource.Deserialize(type, Options)!;
        }
        catch (JsonException e)
        {
            throw new JsonException($"{kind} {resource["metadata"]?["name"]}: {e.Message}", e);
        }
    }
}
