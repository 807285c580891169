using Microsoft.Extensions.Logging;

namespace Upgrades.Repository;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Cloning {Repository} into {Folder}")]
    public static partial void Cloning(ILogger logger, string repository, string folder);

    [LoggerMessage(2, LogLevel.Warning, "The mirror in {Folder} is damaged and is cloned anew: {Reason}")]
    public static partial void Damaged(ILogger logger, string folder, string reason, Exception? exception);

    [LoggerMessage(3, LogLevel.Information, "Pushed {Commit} to {Repository}; its head is {Head}")]
    public static partial void Pushed(ILogger logger, string commit, string repository, string head);

    [LoggerMessage(4, LogLevel.Information, "{Commit} was made on a head that {Repository} no longer has; its head is {Head}")]
    public static partial void HeadMoved(ILogger logger, string commit, string repository, string head);

    [LoggerMessage(5, LogLevel.Warning, "{Repository} refused {Commit}: {Reason}")]
    public static partial void Refused(ILogger logger, string repository, string commit, string reason);

    [LoggerMessage(7, LogLevel.Information, "Receiving {Repository}: {Received} of {Total} objects, {Megabytes:0.0} MB")]
    public static partial void Receiving(ILogger logger, string repository, int received, int total, double megabytes);

    [LoggerMessage(8, LogLevel.Information, "The mirror in {Folder} is in {Packs} pieces and is cloned anew, in one")]
    public static partial void Scattered(ILogger logger, string folder, int packs);

    [LoggerMessage(6, LogLevel.Warning, "The push of {Commit} to {Repository} broke off; reading what became of it")]
    public static partial void PushBroke(ILogger logger, string commit, string repository, Exception exception);
}
