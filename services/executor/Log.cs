using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Executor;

internal static partial class Log
{
    [LoggerMessage(301, LogLevel.Information, "{Stack}: the turn of upgrade {Id} has come")]
    public static partial void Started(ILogger logger, string stack, string id);

    [LoggerMessage(302, LogLevel.Information, "{Stack}: {Kind} step {Step} is in the branch as {Commit}")]
    public static partial void Applied(ILogger logger, string stack, StepKind kind, long step, string commit);

    [LoggerMessage(303, LogLevel.Information, "{Stack}: upgrade {Id} ended, {Outcome}: {Reason}")]
    public static partial void Ended(ILogger logger, string stack, string id, string outcome, string reason);

    [LoggerMessage(304, LogLevel.Information, "{Stack}: upgrade {Id} has to be planned again: {Reason}")]
    public static partial void Outdated(ILogger logger, string stack, string id, string reason);

    [LoggerMessage(305, LogLevel.Warning, "{Stack}: upgrade {Id} waits for {What} and asks the verifier again")]
    public static partial void AskedAgain(ILogger logger, string stack, string id, string what);

    [LoggerMessage(306, LogLevel.Information, "Backup Job {Namespace}/{Job} is {State} {Reason}")]
    public static partial void Backup(ILogger logger, string @namespace, string job, string state, string reason);

    [LoggerMessage(307, LogLevel.Information, "{Stack}: the branch moved to {Head} meanwhile, so the edit is made again")]
    public static partial void HeadMoved(ILogger logger, string stack, string head);

    [LoggerMessage(309, LogLevel.Information, "{Stack}: {Kind} step {Step} was read back from {Commit} and is verified again")]
    public static partial void ReadBack(ILogger logger, string stack, StepKind kind, int step, string commit);

    [LoggerMessage(310, LogLevel.Warning, "Commit {Commit} bears our trailer and is not taken for ours: {Why}")]
    public static partial void NotOurs(ILogger logger, string commit, string why);

    [LoggerMessage(311, LogLevel.Information, "{Stack}: its versions have gone on since our commit {Commit}, which is left alone")]
    public static partial void GoneOn(ILogger logger, string stack, string commit);

    [LoggerMessage(312, LogLevel.Information, "{Stack}: more memory cannot be given, so the step is undone: {Why}")]
    public static partial void NotMended(ILogger logger, string stack, string why);

    [LoggerMessage(313, LogLevel.Warning, "{Stack}: upgrade {Id} has its data put back, by Job {Namespace}/{Job} into database {Database}")]
    public static partial void Restoring(ILogger logger, string stack, string id, string @namespace, string job, string database);

    [LoggerMessage(314, LogLevel.Warning, "Restore Job {Namespace}/{Job} is {State} {Reason}")]
    public static partial void Restored(ILogger logger, string @namespace, string job, string state, string reason);

    [LoggerMessage(308, LogLevel.Warning, "The log of backup Job {Namespace}/{Job} cannot be read")]
    public static partial void NoLog(ILogger logger, string @namespace, string job, Exception exception);

    [LoggerMessage(313, LogLevel.Warning, "{Stack}: upgrade {Id} goes back into the queue: {Reason}")]
    public static partial void VerifierWaits(ILogger logger, string stack, string id, string reason);
}
