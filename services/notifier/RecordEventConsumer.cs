using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Upgrades.Contracts;
using Upgrades.Hosting.Bus;

namespace Upgrades.Notifier;

/// <summary>Puts an event into the timeline. Its content is its identity, so a redelivery is not told twice.</summary>
internal sealed class RecordEventConsumer<TEvent>(TimelineRows rows, TimeProvider time) : IConsume<TEvent>
    where TEvent : class
{
    public Task ConsumeAsync(TEvent message, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToNode(message, EventJson.Options)!.AsObject();
        var body = json.ToJsonString(EventJson.Options);
        var name = typeof(TEvent).Name;
        return rows.AddAsync(
            Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{name}\n{body}"))),
            new TimelineEntry
            {
                Event = name,
                UpgradeId = Text(json, "upgradeId"),
                UpdateId = Text(json, "updateId"),
                Stack = Text(json, "stack"),
                At = time.GetUtcNow().ToUnixTimeMilliseconds(),
                Body = body,
            },
            cancellationToken);
    }

    private static string? Text(JsonObject json, string property) => json[property]?.GetValue<string>();
}
