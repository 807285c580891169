namespace Upgrades.Analyzer.Advisor;

/// <summary>How asking for advice ended. Only <see cref="Given"/> changes a plan, and of that its <c>Advice</c> alone.</summary>
internal enum AdviceOutcome
{
    Given,

    /// <summary>The plan's time for it was over, or the job's.</summary>
    Timeout,

    /// <summary>Nobody at the address, or the connection broke.</summary>
    Unreachable,

    /// <summary>409, 429, 503: too much to do.</summary>
    Busy,

    /// <summary>The service does not take what we show or ask: a setting is wrong.</summary>
    Refused,

    /// <summary>The job is not known any more: jobs live in the memory of a pod that was replaced.</summary>
    Lost,

    /// <summary>The agent ended with an error.</summary>
    Failed,

    /// <summary>An answer that is none: not JSON, another shape, without our marks, empty, too long.</summary>
    Garbage,

    /// <summary>Not asked: it was not well a short time ago.</summary>
    Resting,
}

/// <summary>No advice.</summary>
/// <param name="message">For an operator.</param>
internal sealed class AdvisorException(AdviceOutcome outcome, string message) : Exception(message)
{
    public AdviceOutcome Outcome { get; } = outcome;
}
