using System.Text.Json;

namespace Upgrades.Verifier.Cluster;

/// <summary>Reads objects whose kind the client does not know. Every part of them may be missing or of another type.</summary>
internal static class CustomObjects
{
    public static IEnumerable<JsonElement> Items(this JsonElement node, params string[] path) =>
        node.At(path) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    public static string? Text(this JsonElement node, params string[] path) => node.At(path) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static JsonElement? At(this JsonElement node, string[] path)
    {
        foreach (var name in path)
        {
            if (node.ValueKind != JsonValueKind.Object || !node.TryGetProperty(name, out node))
            {
                return null;
            }
        }

        return node;
    }
}
