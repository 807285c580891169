using System.Text.Json;
using Upgrades.Contracts;

namespace Upgrades.Standalone.Following;

/// <summary>One entry of the notifier's timeline.</summary>
/// <param name="At">When it arrived, in the services' time.</param>
internal sealed record TimelineEvent(long Seq, DateTimeOffset At, object Event)
{
    private static readonly Dictionary<string, Type> Types = EndpointTable.Events.ToDictionary(e => e.Name);

    /// <summary>Of what <c>GET /events</c> answers, oldest first. Events that a newer notifier knows are passed over.</summary>
    /// <returns>Also the number to go on from; null when there was nothing.</returns>
    public static (IReadOnlyList<TimelineEvent> Events, long? Last) Read(JsonElement answer)
    {
        List<TimelineEvent> events = [];
        long? last = null;
        foreach (var entry in answer.EnumerateArray())
        {
            last = entry.GetProperty("seq").GetInt64();
            if (Types.TryGetValue(entry.GetProperty("event").GetString()!, out var type))
            {
                events.Add(new TimelineEvent(last.Value, entry.GetProperty("at").GetDateTimeOffset(), entry.GetProperty("body").Deserialize(type, EventJson.Options)!));
            }
        }

        return (events, last);
    }
}
