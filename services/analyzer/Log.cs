using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer;

internal static partial class Log
{
    [LoggerMessage(201, LogLevel.Information, "{Stack} goes to {Image}:{Tag}, risk {Risk}, in {Steps} step(s)")]
    public static partial void Planned(ILogger logger, string stack, string image, string tag, Risk risk, int steps);

    [LoggerMessage(202, LogLevel.Information, "{Image}:{Tag} does nothing to {Stack}: {Reason}, {Detail}")]
    public static partial void Skipped(ILogger logger, string image, string tag, string stack, SkipReason reason, string detail);

    [LoggerMessage(203, LogLevel.Information, "{Stack} is planned again as revision {Revision}: {Why}")]
    public static partial void PlannedAgain(ILogger logger, string stack, int revision, string why);
}
