using Upgrades.Notifier.Messages;

namespace Upgrades.Notifier.Slack;

/// <param name="Name">Of the place, for the order of messages: the same as long as the settings are.</param>
/// <param name="Setting">Which setting says where it is, for people.</param>
/// <param name="Channel">Of a bot.</param>
/// <param name="Webhook">Without a bot.</param>
internal sealed record Destination(string Name, string Setting, string? Channel, Uri? Webhook);

/// <summary>Where a message goes by the settings: the first route that fits, else the usual place.</summary>
internal static class Routing
{
    /// <returns>Null: it is on the timeline only.</returns>
    public static Destination? For(SlackOptions options, Severity severity, string? stack)
    {
        for (var i = 0; i < options.Routes.Count; i++)
        {
            var route = options.Routes[i];
            if (route.Fits(severity, stack))
            {
                return route.Silent ? null
                    : options.HasBot ? new Destination($"slack/{i}", $"UPGRADES__SLACK__ROUTES__{i}__CHANNEL", route.Channel, null)
                    : new Destination($"slack/{i}", $"UPGRADES__SLACK__ROUTES__{i}__WEBHOOKURL", null, route.WebhookUrl);
            }
        }

        return Usual(options);
    }

    /// <summary>Where what is about no stack goes.</summary>
    public static Destination? Usual(SlackOptions options) =>
        options.HasBot ? new Destination(Lane.Usual, "UPGRADES__SLACK__CHANNEL", options.Channel, null)
        : options.WebhookUrl is { } webhook ? new Destination(Lane.Usual, "UPGRADES__SLACK__WEBHOOKURL", null, webhook) : null;

    /// <summary>Does some setting still name this channel?</summary>
    public static bool Names(SlackOptions options, string channel) => options.Channel == channel || options.Routes.Any(r => r.Channel == channel);
}
