using System.Text.Json.Nodes;

namespace Upgrades.Tests.Repository.Catalogs;

/// <summary>Walks a schema: every key that it names, and a document that has all of them.</summary>
internal static class SchemaExample
{
    public static JsonNode Of(JsonNode schema) => Value(schema, schema);

    /// <summary>Each key with the path of its map in the example.</summary>
    public static IEnumerable<(string Path, string Key)> Keys(JsonNode schema) => Properties(schema).Select(p => (p.Path, p.Key));

    public static IEnumerable<(string Path, string Key, JsonNode Schema)> Properties(JsonNode schema) => Walk(schema, schema, "");

    /// <summary>Follows <c>$ref</c> within the document.</summary>
    public static JsonNode Resolve(JsonNode root, JsonNode schema) => schema["$ref"]?.GetValue<string>() is { } pointer
        ? pointer[2..].Split('/').Aggregate(root, (node, part) => node[part]!) : schema;

    private static IEnumerable<(string Path, string Key, JsonNode Schema)> Walk(JsonNode root, JsonNode written, string path)
    {
        var schema = Resolve(root, written);
        foreach (var (key, property) in schema["properties"]?.AsObject() ?? [])
        {
            yield return (path, key, property!);
            foreach (var below in Walk(root, property!, path.Length == 0 ? key : $"{path}.{key}"))
            {
                yield return below;
            }
        }

        if (schema["additionalProperties"] is JsonObject others)
        {
            foreach (var below in Walk(root, others, $"{path}.{AnyKey(schema)}"))
            {
                yield return below;
            }
        }
    }

    private static JsonNode Value(JsonNode root, JsonNode written)
    {
        var schema = Resolve(root, written);
        if (schema["enum"] is { } words)
        {
            return words[0]!.DeepClone();
        }

        if (schema["properties"] is not null || schema["additionalProperties"] is JsonObject)
        {
            var example = new JsonObject();
            foreach (var (key, property) in schema["properties"]?.AsObject() ?? [])
            {
                example[key] = Value(root, property!);
            }

            if (schema["additionalProperties"] is JsonObject others)
            {
                example[AnyKey(schema)] = Value(root, others);
            }

            return example;
        }

        return schema["type"]?.ToString() switch
        {
            "boolean" => true,
            "number" => 1,
            "object" => new JsonObject(),
            _ => "example",
        };
    }

    private static string AnyKey(JsonNode schema) => schema["propertyNames"]?["enum"]?[0]?.GetValue<string>() ?? "any";
}
