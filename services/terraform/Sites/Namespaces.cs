namespace Upgrades.Terraform.Sites;

/// <summary>Where a resource lives, or which namespace it is.</summary>
internal static class Namespaces
{
    public static IEnumerable<string> Of(ResourceScope resource)
    {
        var metadata = resource.Body.Blocks.FirstOrDefault(b => b.Type == "metadata");
        var found = resource.Type switch
        {
            "kubernetes_namespace" or "kubernetes_namespace_v1" => metadata is null ? null : resource.TextOf(metadata.Body, "name"),
            "helm_release" => resource.TextOf(resource.Body, "namespace"),
            _ => metadata is null ? null : resource.TextOf(metadata.Body, "namespace"),
        };
        if (!string.IsNullOrEmpty(found))
        {
            yield return found;
        }
    }
}
