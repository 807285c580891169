namespace Upgrades.Notifier.Slack;

/// <summary>Slack does not take the message now: the row is late, with the answer in it.</summary>
internal sealed class SlackException(string message) : Exception(message);
