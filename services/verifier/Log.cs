namespace Upgrades.Verifier;

internal static partial class Log
{
    [LoggerMessage(501, LogLevel.Information, "{Stack}: state before the upgrade recorded, {Problems} problems")]
    public static partial void BaselineRecorded(ILogger logger, string stack, int problems);

    [LoggerMessage(502, LogLevel.Information, "{Stack} {Id}: pipeline {Number}")]
    public static partial void PipelineFound(ILogger logger, string stack, string id, int number);

    [LoggerMessage(503, LogLevel.Information, "{Stack} {Id}: {Phase} done")]
    public static partial void PhaseDone(ILogger logger, string stack, string id, string phase);

    [LoggerMessage(504, LogLevel.Information, "{Stack} {Id}: {Verdict}. {Summary}")]
    public static partial void Decided(ILogger logger, string stack, string id, string verdict, string summary);

    [LoggerMessage(505, LogLevel.Warning, "{Stack} {Id}: no pipeline for {CommitSha}, one is started by hand")]
    public static partial void Triggering(ILogger logger, string stack, string id, string commitSha);

    [LoggerMessage(506, LogLevel.Warning, "{Stack}: its upgrade waits, as it could not be watched: {Reason}")]
    public static partial void Waits(ILogger logger, string stack, string reason);
}
