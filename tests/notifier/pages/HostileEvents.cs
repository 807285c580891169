using System.Text.Json;
using System.Text.Json.Nodes;
using Upgrades.Contracts;
using Upgrades.Notifier;

namespace Upgrades.Tests.Notifier.Pages;

/// <summary>Every event there is, with a stranger's text in every field that takes text.</summary>
internal static class HostileEvents
{
    public static Guid Id { get; } = Guid.Parse("b7c4d1e0-1f3a-8d22-a1b2-9e8d7c6b5a40");

    /// <summary>The golden file of each event, changed wherever the contract lets it.</summary>
    public static IReadOnlyList<object> With(string text) =>
    [
        .. EndpointTable.Events.Select(type =>
        {
            var body = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "contracts", "golden", "events", type.Name + ".json")))!;
            foreach (var put in Texts(body, body, type).ToList())
            {
                put(text);
            }

            return body.Deserialize(type, EventJson.Options)!;
        }),
    ];

    public static TimelineEntry Entry(object message, long seq) => new()
    {
        Seq = seq,
        Event = message.GetType().Name,
        UpgradeId = Id.ToString(),
        At = 1_793_520_000_000 + (seq * 1000),
        Body = JsonSerializer.Serialize(message, message.GetType(), EventJson.Options),
    };

    /// <summary>The places that take any text; tried with a short one, so that a long one costs no more.</summary>
    private static IEnumerable<Action<string>> Texts(JsonNode node, JsonNode body, Type type)
    {
        foreach (var (child, put) in Children(node))
        {
            if (child is JsonValue value && value.TryGetValue<string>(out var before))
            {
                put("any text");
                if (Reads(body, type))
                {
                    yield return put;
                }
                else
                {
                    put(before);
                }
            }
            else if (child is not null)
            {
                foreach (var inner in Texts(child, body, type))
                {
                    yield return inner;
                }
            }
        }
    }

    private static IEnumerable<(JsonNode? Child, Action<string> Put)> Children(JsonNode node) => node switch
    {
        JsonObject o => o.ToList().Select(p => (p.Value, (Action<string>)(text => o[p.Key] = text))),
        JsonArray a => Enumerable.Range(0, a.Count).Select(i => (a[i], (Action<string>)(text => a[i] = text))),
        _ => [],
    };

    /// <summary>Identifiers, times and words of the vocabulary stay: nothing else could be on the timeline.</summary>
    private static bool Reads(JsonNode body, Type type)
    {
        try
        {
            return body.Deserialize(type, EventJson.Options) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
