using Upgrades.Notifier.Messages;
using Upgrades.Notifier.Slack;

namespace Upgrades.Notifier;

/// <summary>One message about an event.</summary>
/// <param name="To">Null: into the thread of its upgrade.</param>
/// <param name="Loud">Is an answer in the thread shown in the channel, too?</param>
internal sealed record Delivery(Destination? To, string Text, bool Loud = false)
{
    /// <summary>What a bot says of an event, in this order. The message of its upgrade is edited besides.</summary>
    /// <param name="thread">In which channel, as the settings spell it, its upgrade has a message; null: none, as nothing of it was to be told yet.</param>
    public static IReadOnlyList<Delivery> OfBot(TimelineEntry entry, object message, SlackOptions options, string? thread)
    {
        var place = Placement.Of(message);
        var severity = Severities.Of(message);
        var to = Routing.For(options, severity, entry.Stack);
        if (to is null || place is Place.Nowhere or Place.Message)
        {
            return [];
        }

        var text = Linked(entry, message, options);
        return thread is null ? [.. Pieces.Of(text).Select(p => new Delivery(to, p))] :
        [
            .. Pieces.Of(place == Place.ThreadAndChannel ? text : Describe.InThread(message)).Select((p, i) => new Delivery(null, p, place == Place.ThreadAndChannel && i == 0)),
            // The thread stays where it began. Who has asked for what went wrong, or well, elsewhere gets it there besides.
            .. to.Channel == thread || severity == Severity.Info ? [] : Pieces.Of(text).Select(p => new Delivery(to, p)),
        ];
    }

    /// <summary>What a webhook says of an event: everything, flat.</summary>
    public static IReadOnlyList<Delivery> OfWebhook(TimelineEntry entry, object message, SlackOptions options) =>
        Routing.For(options, Severities.Of(message), entry.Stack) is { } to ? [.. Pieces.Of(Linked(entry, message, options)).Select(p => new Delivery(to, p))] : [];

    /// <summary>What takes the place of a text that Slack will never take.</summary>
    public static string Plain(TimelineEntry entry) =>
        $":warning: {entry.Event} {SlackText.Say(entry.Stack)}: Slack refused its text, see the timeline ({entry.UpgradeId ?? entry.UpdateId})";

    /// <summary>With the way to the timeline where somebody may want to go there.</summary>
    private static string Linked(TimelineEntry entry, object message, SlackOptions options)
    {
        var link = Severities.Of(message) == Severity.Info ? "" : Describe.Timeline(options.TimelineUrl, entry.UpgradeId);
        return Describe.Event(message) + (link.Length > 0 ? $"\n• {link}" : "");
    }
}
