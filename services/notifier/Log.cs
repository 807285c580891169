namespace Upgrades.Notifier;

internal static partial class Log
{
    [LoggerMessage(501, LogLevel.Warning, "Neither UPGRADES__SLACK__BOTTOKEN nor UPGRADES__SLACK__WEBHOOKURL is set: events are on the timeline only")]
    public static partial void NoSlack(ILogger logger);

    [LoggerMessage(502, LogLevel.Error, "Slack refused the message for {Event} ({Answer}); a plain one takes its place")]
    public static partial void MessageRefused(ILogger logger, string @event, string answer);

    [LoggerMessage(503, LogLevel.Warning, "The message of upgrade {Upgrade} in {Channel} is gone ({Answer}); a new one takes its place")]
    public static partial void MessageGone(ILogger logger, string upgrade, string channel, string answer);

    [LoggerMessage(504, LogLevel.Information, "The week until {Until:u} is told")]
    public static partial void WeekTold(ILogger logger, DateTimeOffset until);

    [LoggerMessage(520, LogLevel.Warning, "A login to the timeline from {Address} was refused: not the operator's token")]
    public static partial void LoginRefused(ILogger logger, string address);
}
