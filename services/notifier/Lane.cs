using System.Text.Json;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Notifier.Messages;
using Upgrades.Notifier.Slack;

namespace Upgrades.Notifier;

/// <summary>
/// What must be told in order, and waits for nothing else: with a bot an upgrade, or whatever else an event is about; with webhooks
/// everything that goes to the same one, as one reads it from top to bottom there.
/// </summary>
internal static class Lane
{
    public const string Usual = "slack";

    private static readonly Dictionary<string, Type> EventTypes = EndpointTable.Events.ToDictionary(e => e.Name);

    /// <summary>The event as it was sent.</summary>
    public static object Read(TimelineEntry entry) => JsonSerializer.Deserialize(entry.Body, EventTypes[entry.Event], EventJson.Options)!;

    public static string Of(TimelineEntry entry, object message, SlackOptions? options) =>
        options is null ? Usual
        : options.HasBot ? entry.UpgradeId ?? Subject(entry, message)
        : Routing.For(options, Severities.Of(message), entry.Stack)?.Name ?? Usual;

    private static string Subject(TimelineEntry entry, object message) => message switch
    {
        DependencyFailed e => $"{e.Service}/{e.Dependency}",
        DependencyRecovered e => $"{e.Service}/{e.Dependency}",
        MessageFaulted e => e.Queue,
        UpdateDetected e => $"{e.Image}:{e.Tag}",
        _ => entry.UpdateId ?? entry.Stack ?? entry.Event,
    };
}
