using System.Text.Json;

namespace Upgrades.Analyzer.Outside;

/// <summary>What a forge serves: JSON with names in snake case.</summary>
internal static class OutsideJson
{
    private static readonly JsonSerializerOptions Names = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <param name="name">Who served it, for people.</param>
    /// <exception cref="OutsideUnavailableException">It is something else.</exception>
    public static T Read<T>(string name, byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body, Names) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new OutsideUnavailableException($"{name} answered with something else than was asked for: {e.Message}");
        }
    }
}
