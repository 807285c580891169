using System.Text.Json;

namespace Upgrades.Notifier.Slack;

/// <summary>What the Web API answered: with HTTP 200 always, so <see cref="Ok"/> counts.</summary>
/// <param name="Channel">The channel's id.</param>
/// <param name="Ts">The message's key.</param>
internal sealed record SlackAnswer(bool Ok, string? Error, string? Needed, string? Channel, string? Ts)
{
    /// <exception cref="SlackException">It is not Slack's.</exception>
    public static SlackAnswer Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            string? Text(string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            return new SlackAnswer(root.GetProperty("ok").GetBoolean(), Text("error"), Text("needed"), Text("channel"), Text("ts"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new SlackException("What answers at UPGRADES__SLACK__APIURL is not Slack: no JSON with ok");
        }
    }
}

/// <summary>What follows from an error of the Web API.</summary>
internal enum SlackTrouble
{
    /// <summary>It takes this text never: a plain one has to do.</summary>
    Text,

    /// <summary>The message that is to be edited or answered is gone, or cannot be edited any more.</summary>
    Gone,

    /// <summary>The channel does not take it, until a person does something.</summary>
    Channel,

    /// <summary>The token is not good for it, until a person does something.</summary>
    Token,

    /// <summary>Slack is not well.</summary>
    Slack,
}

internal static class SlackTroubles
{
    /// <summary>Errors of <c>chat.postMessage</c> and <c>chat.update</c> (<c>reference/slack.md</c> §4).</summary>
    public static SlackTrouble Of(string? error) => error switch
    {
        "invalid_blocks" or "invalid_blocks_format" or "msg_too_long" or "msg_blocks_too_long" or "no_text" or "invalid_arguments" or "invalid_json" => SlackTrouble.Text,
        "message_not_found" or "thread_not_found" or "cant_update_message" or "edit_window_closed" or "cannot_reply_to_message" => SlackTrouble.Gone,
        "channel_not_found" or "not_in_channel" or "is_archived" or "restricted_action" or "restricted_action_read_only_channel" or "restricted_action_thread_only_channel"
            or "posting_to_general_channel_denied" => SlackTrouble.Channel,
        "invalid_auth" or "not_authed" or "account_inactive" or "token_revoked" or "token_expired" or "missing_scope" or "no_permission" or "not_allowed_token_type"
            or "access_denied" or "org_login_required" or "team_access_not_granted" => SlackTrouble.Token,
        _ => SlackTrouble.Slack,
    };

    /// <summary>What a person does about it, with the setting that is wrong.</summary>
    public static SlackException Explain(SlackAnswer answer, string method, string channel, string setting) => new(answer.Error switch
    {
        "missing_scope" => $"UPGRADES__SLACK__BOTTOKEN lacks the scope {answer.Needed ?? "chat:write"}: add it to the app and install it again ({method}: missing_scope)",
        "not_in_channel" => $"{setting}: the bot is not in {channel}: /invite it there, or give the app the scope chat:write.public ({method}: not_in_channel)",
        "channel_not_found" => $"{setting}: there is no channel {channel}, or it is private and the bot is not in it ({method}: channel_not_found)",
        "is_archived" => $"{setting}: the channel {channel} is archived ({method}: is_archived)",
        var error when Of(error) == SlackTrouble.Channel => $"{setting}: the bot may not post in {channel} ({method}: {error})",
        var error when Of(error) == SlackTrouble.Token => $"UPGRADES__SLACK__BOTTOKEN does not work any more ({method}: {error})",
        var error => $"Slack answered {SlackHttp.Quote(error ?? "no error")} to {method}",
    });
}
