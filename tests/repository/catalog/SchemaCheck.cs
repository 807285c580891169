using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Upgrades.Tests.Repository.Catalogs;

/// <summary>As much of JSON Schema as the catalog's uses; a keyword that is not understood here fails, so that none is passed over.</summary>
internal sealed class SchemaCheck
{
    private static readonly string[] Annotations = ["$schema", "$defs", "title", "description"];
    private readonly JsonNode _root;
    private readonly List<string> _wrong = [];

    private SchemaCheck(JsonNode root) => _root = root;

    /// <returns>Paths of what does not satisfy the schema.</returns>
    public static IReadOnlyList<string> Against(JsonNode schema, JsonNode document)
    {
        var check = new SchemaCheck(schema);
        check.Look(schema, document, "");
        return [.. check._wrong.Distinct()];
    }

    private void Look(JsonNode written, JsonNode value, string path)
    {
        var schema = SchemaExample.Resolve(_root, written);
        foreach (var (keyword, rule) in schema.AsObject())
        {
            if (!Annotations.Contains(keyword) && !Holds(schema, keyword, rule!, value, path))
            {
                _wrong.Add(path);
            }
        }
    }

    private bool Holds(JsonNode schema, string keyword, JsonNode rule, JsonNode value, string path) => keyword switch
    {
        "type" => (rule is JsonArray several ? several.Select(t => t!.GetValue<string>()) : [rule.GetValue<string>()]).Contains(TypeOf(value)),
        "enum" => rule.AsArray().Any(word => JsonNode.DeepEquals(word, value)),
        "anyOf" => rule.AsArray().Any(option => Against(option!, value, _root)),
        "pattern" => value.GetValueKind() != JsonValueKind.String || Regex.IsMatch(value.GetValue<string>(), rule.GetValue<string>()),
        "minLength" => value.GetValueKind() != JsonValueKind.String || value.GetValue<string>().Length >= rule.GetValue<int>(),
        "maxLength" => value.GetValueKind() != JsonValueKind.String || value.GetValue<string>().Length <= rule.GetValue<int>(),
        "minimum" => value.GetValueKind() != JsonValueKind.Number || value.GetValue<double>() >= rule.GetValue<double>(),
        "exclusiveMinimum" => value.GetValueKind() != JsonValueKind.Number || value.GetValue<double>() > rule.GetValue<double>(),
        "maximum" => value.GetValueKind() != JsonValueKind.Number || value.GetValue<double>() <= rule.GetValue<double>(),
        "minItems" => value is not JsonArray items || items.Count >= rule.GetValue<int>(),
        "minProperties" => value is not JsonObject map || map.Count >= rule.GetValue<int>(),
        "maxProperties" => value is not JsonObject map || map.Count <= rule.GetValue<int>(),
        "required" => value is not JsonObject map || rule.AsArray().All(key => map.ContainsKey(key!.GetValue<string>())),
        "items" => value is not JsonArray items || items.Index().All(i => Below(rule, i.Item!, $"{path}[{i.Index}]")),
        "propertyNames" => value is not JsonObject map || map.All(e => Against(rule, e.Key, _root)),
        "properties" => value is not JsonObject map || map.Where(e => rule[e.Key] is not null).All(e => Below(rule[e.Key]!, e.Value!, Join(path, e.Key))),
        "additionalProperties" => value is not JsonObject map || map.Where(e => schema["properties"]?[e.Key] is null).All(e => Other(rule, e.Value!, Join(path, e.Key))),
        _ => throw new NotSupportedException($"The schema uses {keyword}, which this check does not understand."),
    };

    /// <summary>What is wrong below is told there, and does not make what is above wrong.</summary>
    private bool Below(JsonNode schema, JsonNode value, string path)
    {
        Look(schema, value, path);
        return true;
    }

    private bool Other(JsonNode rule, JsonNode value, string path)
    {
        if (rule is JsonValue)
        {
            _wrong.Add(path);
            return true;
        }

        return Below(rule, value, path);
    }

    private static bool Against(JsonNode schema, JsonNode value, JsonNode root)
    {
        var check = new SchemaCheck(root);
        check.Look(schema, value, "");
        return check._wrong.Count == 0;
    }

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    private static string TypeOf(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => "null",
    };
}
