namespace Upgrades.Notifier;

internal static partial class Log
{
    [LoggerMessage(501, LogLevel.Warning, "UPGRADES__SLACK__WEBHOOKURL is not set: events are in the timeline only")]
    public static partial void NoSlack(ILogger logger);

    [LoggerMessage(502, LogLevel.Error, "Slack refused the message for {Event} ({Answer}); a plain one takes its place")]
    public static partial void MessageRefused(ILogger logger, string @event, string answer);

    [LoggerMessage(520, LogLevel.Warning, "A login to the timeline from {Address} was refused: not the operator's token")]
    public static partial void LoginRefused(ILogger logger, string address);
}
