using Microsoft.Extensions.Logging;

namespace Upgrades.Hosting;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "The broker cannot be reached (attempt {Attempt}): {Error}")]
    public static partial void BrokerAway(ILogger logger, int attempt, string error);

    [LoggerMessage(2, LogLevel.Error, "A message on {Queue} went to its error queue")]
    public static partial void MessageFaulted(ILogger logger, string queue, Exception exception);

    [LoggerMessage(3, LogLevel.Warning, "Events of {Service} could not be published; they stay stored")]
    public static partial void OutboxFailed(ILogger logger, string service, Exception exception);

    [LoggerMessage(4, LogLevel.Error, "The loop over {Table} failed")]
    public static partial void LoopFailed(ILogger logger, string table, Exception exception);

    [LoggerMessage(5, LogLevel.Warning, "{Table} {Id} failed for the {Attempt}. time, next in {Pause}")]
    public static partial void MoveFailed(ILogger logger, string table, string id, int attempt, TimeSpan pause, Exception exception);

    [LoggerMessage(9, LogLevel.Warning, "The store of {Who} cannot be reached (attempt {Attempt}): {Error}")]
    public static partial void StoreAway(ILogger logger, string who, int attempt, string error);

    [LoggerMessage(6, LogLevel.Error, "The broker takes no messages: {Reason}. Events stay stored until it does")]
    public static partial void BrokerBlocked(ILogger logger, string reason);

    [LoggerMessage(7, LogLevel.Information, "The broker takes messages again")]
    public static partial void BrokerUnblocked(ILogger logger);

    [LoggerMessage(8, LogLevel.Error, "A message on {Queue} went to its error queue ({Reason}), and the report of it could not be stored")]
    public static partial void ReportLost(ILogger logger, string queue, string reason, Exception exception);

    [LoggerMessage(10, LogLevel.Critical, "The bus did not start; the process ends")]
    public static partial void BusNotStarted(ILogger logger, Exception exception);

    [LoggerMessage(11, LogLevel.Error, "Secrets stay as they were: {Reason}")]
    public static partial void SecretsNotRead(ILogger logger, string reason);

    [LoggerMessage(12, LogLevel.Information, "{Section} has new values")]
    public static partial void SettingsTaken(ILogger logger, string section);

    [LoggerMessage(13, LogLevel.Error, "New values of {Section} are wrong, the old ones stay: {Reason}")]
    public static partial void SettingsNotTaken(ILogger logger, string section, string reason);

    [LoggerMessage(14, LogLevel.Error, "{Service} cannot use {Dependency}: {Problem}. To do: {Advice}")]
    public static partial void DependencyFailed(ILogger logger, string service, string dependency, string problem, string advice);

    [LoggerMessage(15, LogLevel.Information, "{Service} can use {Dependency} again, after {After}")]
    public static partial void DependencyRecovered(ILogger logger, string service, string dependency, TimeSpan after);

    [LoggerMessage(16, LogLevel.Error, "{Service}: {Probe} itself failed, so nothing is known of what it tries")]
    public static partial void ProbeBroken(ILogger logger, string service, string probe, Exception? exception);
    [LoggerMessage(17, LogLevel.Warning, "The numbers of {Service} could not be read from its store: {Error}")]
    public static partial void NumbersNotRead(ILogger logger, string service, string error);
}
