namespace Upgrades.Sandbox.Slack;

/// <param name="Channel">The channel's id.</param>
/// <param name="Ts">Its key in the channel.</param>
/// <param name="ThreadTs">The key of the message that it answers to; null: none.</param>
/// <param name="Broadcast">Is the answer shown in the channel, too?</param>
/// <param name="Edits">How often it was edited.</param>
public sealed record SlackMessage(string Channel, string Ts, string Text, string? ThreadTs, bool Broadcast, int Edits = 0);

/// <param name="IsMember">Has somebody invited the bot?</param>
public sealed record SlackChannel(string Id, string Name, bool IsMember = true, bool IsArchived = false);
