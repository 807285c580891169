using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Upgrades.Tests.Deploy;

/// <summary>
/// YAML as the API server gets it: turned into JSON, where a plain scalar has the type that its spelling says. So an environment
/// variable whose value is an unquoted number is the mistake here that it is there.
/// </summary>
internal static class YamlDocuments
{
    private static readonly string[] True = ["true", "yes", "on"];
    private static readonly string[] False = ["false", "no", "off"];

    public static IReadOnlyList<JsonNode> Read(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(d => Of(d.RootNode)).OfType<JsonNode>()];
    }

    private static JsonNode? Of(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(c => KeyValuePair.Create(((YamlScalarNode)c.Key).Value!, Of(c.Value)))),
        YamlSequenceNode list => new JsonArray(list.Children.Select(Of).ToArray()),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: var value } => OfPlain(value),
        YamlScalarNode { Value: var value } => value,
        _ => throw new NotSupportedException($"{node.NodeType} at {node.Start}"),
    };

    private static JsonNode? OfPlain(string? value) => value switch
    {
        null or "" or "~" or "null" => null,
        _ when True.Contains(value, StringComparer.OrdinalIgnoreCase) => true,
        _ when False.Contains(value, StringComparer.OrdinalIgnoreCase) => false,
        _ when long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => value,
    };
}
