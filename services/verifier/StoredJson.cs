using System.Text.Json;
using System.Text.Json.Serialization;

namespace Upgrades.Verifier;

/// <summary>How what is remembered between two looks lies in a row: like events, but what is null may be missing.</summary>
internal static class StoredJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options)!;
}
