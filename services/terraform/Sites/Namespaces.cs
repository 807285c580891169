using Upgrades.Terraform.Resolution;

namespace Upgrades.Terraform.Sites;

/// <summary>Where a resource lives, or which namespace it is.</summary>
internal static class Namespaces
{
    public static IEnumerable<string> Of(ResourceScope resource) => Written(resource).OfType<string>().Where(n => n.Length > 0);

    private static IEnumerable<string?> Written(ResourceScope resource)
    {
        var metadata = resource.Body.Blocks.FirstOrDefault(b => b.Type == "metadata")?.Body;
        return resource.Type switch
        {
            "helm_release" => [resource.TextOf(resource.Body, "namespace")],
            "kubernetes_manifest" or "kubectl_manifest" => Manifests.DocumentsOf(resource).Select(d => Of(d.Value, resource)),
            _ when metadata is null => [],
            "kubernetes_namespace" or "kubernetes_namespace_v1" => [resource.TextOf(metadata, "name")],
            _ => [resource.TextOf(metadata, "namespace")],
        };
    }

    private static string? Of(Value manifest, ResourceScope resource)
    {
        var metadata = manifest.Enter("metadata", resource.Spot);
        var isNamespace = manifest.Enter("kind", resource.Spot) is TextValue { Text.Text: "Namespace" };
        return metadata.Enter(isNamespace ? "name" : "namespace", resource.Spot) is TextValue { Text: { Hole: null } text } ? text.Text : null;
    }
}
