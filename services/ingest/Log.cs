namespace Upgrades.Ingest;

internal static partial class Log
{
    [LoggerMessage(101, LogLevel.Information, "{Image}:{Tag} {Outcome} {Reason}")]
    public static partial void Received(ILogger logger, string image, string tag, string outcome, string reason);

    [LoggerMessage(102, LogLevel.Error, "An update could not be stored; DIUN will not send it again")]
    public static partial void StoreDown(ILogger logger, Exception exception);

    [LoggerMessage(103, LogLevel.Warning, "Update {Id} ({Image}:{Tag}) has no outcome yet and is sent again")]
    public static partial void SentAgain(ILogger logger, string id, string image, string tag);
}
