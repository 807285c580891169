using Upgrades.Analyzer.Advisor;
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

    [LoggerMessage(204, LogLevel.Information, "{Stack}: {Image}:{Tag} comes again as attempt {Attempt} at {Due:u}: {Why}")]
    public static partial void ComesAgain(ILogger logger, string stack, string image, string tag, int attempt, DateTimeOffset due, string why);

    [LoggerMessage(205, LogLevel.Warning, "{Stack}: {Image}:{Tag} was tried {Times} times and does not come again by itself, a person is needed: {Why}")]
    public static partial void GivenUp(ILogger logger, string stack, string image, string tag, int times, string why);

    [LoggerMessage(206, LogLevel.Information, "{Stack}: {Image}:{Tag} does not come again: {Why}")]
    public static partial void ChanceDropped(ILogger logger, string stack, string image, string tag, string why);

    [LoggerMessage(207, LogLevel.Warning, "What was kept of an answer from outside is spoiled and forgotten: {Key}")]
    public static partial void AnswerSpoiled(ILogger logger, string key);

    [LoggerMessage(208, LogLevel.Warning, "Plans go without the advisor's words: {Outcome}, {Why}. Not said again for this cause until it has answered")]
    public static partial void NoAdvice(ILogger logger, AdviceOutcome outcome, string why);
}
