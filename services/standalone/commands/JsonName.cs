using System.Text.Json;

namespace Upgrades.Standalone.Commands;

/// <summary>Tables for people call things as the JSON for programs does.</summary>
internal static class JsonName
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonSerializer.Serialize(value).Trim('"');
}
