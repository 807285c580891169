using Upgrades.Terraform.Resolution;

namespace Upgrades.Terraform.Sites;

/// <summary>What <c>kubernetes_manifest</c> and <c>kubectl_manifest</c> hold.</summary>
internal static class Manifests
{
    public static IEnumerable<(FoundImage Image, string Attribute)> ImagesOf(ResourceScope resource) =>
        from document in DocumentsOf(resource)
        from image in document.Value is UnknownValue unknown
            ? [new FoundImage(document.Attribute, null, unknown, unknown.At)]
            : ImageKeys.In(document.Value, resource.Spot, defaults: null)
        select (image, document.Attribute);

    /// <summary>What is not known is a document as well.</summary>
    public static IEnumerable<(Value Value, string Attribute)> DocumentsOf(ResourceScope resource)
    {
        var attribute = resource.Type == "kubernetes_manifest" ? "manifest" : "yaml_body";
        return resource.ValueOf(attribute) is { } value
            ? ConditionalValue.CasesOf(value).SelectMany(v => Documents(v, resource.Term(resource.Body[attribute]!).Spot)).Select(d => (d, attribute)) : [];
    }

    private static IReadOnlyList<Value> Documents(Value value, Spot at)
    {
        switch (value)
        {
            case EncodedValue encoded:
                return [encoded.Inner];
            case TextValue text:
                var (documents, why) = YamlValues.ReadAll(text.Text, at);
                return documents ?? [why!];
            default:
                return [value];
        }
    }
}
