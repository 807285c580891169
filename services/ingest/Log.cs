namespace Upgrades.Ingest;

internal static partial class Log
{
    [LoggerMessage(101, LogLevel.Information, "{Image}:{Tag} {Outcome} {Reason}")]
    public static partial void Received(ILogger logger, string image, string tag, string outcome, string reason);

    [LoggerMessage(102, LogLevel.Error, "{Count} updates could not be stored; DIUN will not send them again")]
    public static partial void StoreDown(ILogger logger, int count, Exception exception);

    [LoggerMessage(103, LogLevel.Warning, "Update {Id} ({Image}:{Tag}) has no outcome yet and is sent again")]
    public static partial void SentAgain(ILogger logger, string id, string image, string tag);

    [LoggerMessage(104, LogLevel.Warning, "A sender still shows the previous secret (UPGRADES__INGEST__PREVIOUSSECRET): the rotation is not complete")]
    public static partial void PreviousSecretShown(ILogger logger);
}
