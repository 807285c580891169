using System.Text.Json;
using Upgrades.Contracts;

namespace Upgrades.Tests.Notifier;

/// <summary>The golden events of the contracts.</summary>
internal static class GoldenEvents
{
    public static object Read(Type eventType) => JsonSerializer.Deserialize(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "contracts", "golden", "events", eventType.Name + ".json")), eventType, EventJson.Options)!;

    public static TEvent Read<TEvent>()
        where TEvent : class => (TEvent)Read(typeof(TEvent));
}
