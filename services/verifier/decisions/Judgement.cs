using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Verifier.Decisions;

/// <summary>What one look at an upgrade means.</summary>
internal abstract record Judgement
{
    private Judgement()
    {
    }

    /// <summary>Look again later.</summary>
    /// <param name="For">In words, kept in the row for a person who asks.</param>
    /// <param name="Pause">Null: as long as always.</param>
    public sealed record Wait(string For, TimeSpan? Pause = null) : Judgement;

    /// <summary>This phase is over; what its checks saw.</summary>
    public sealed record Next(IReadOnlyList<CheckResult> Checks) : Judgement;

    public sealed record Fail(Failure Failure) : Judgement;
}

/// <summary>A judgement, and what has to be remembered with it.</summary>
internal sealed record Move(Progress Progress, Judgement Judgement)
{
    /// <summary>What was seen to take its time.</summary>
    public Migration? Migration { get; init; }
}

/// <summary>Why a commit is held to have failed, before log lines are fetched.</summary>
internal sealed record Failure
{
    public required string Check { get; init; }
    public required FailureCause Cause { get; init; }
    public required string Summary { get; init; }
    public string? Namespace { get; init; }
    public string? Pod { get; init; }
    public string? Container { get; init; }
    /// <summary>That has the pod.</summary>
    public string? Node { get; init; }
    /// <summary>No container of the pod has run yet: what hinders it is not in the image.</summary>
    public bool NeverStarted { get; init; }
    /// <summary>Kind and name of the workload whose controller may tell why pods are missing.</summary>
    public string? WorkloadKind { get; init; }
    public string? WorkloadName { get; init; }
    public string? Reason { get; init; }
    public int? ExitCode { get; init; }
    public int? HttpStatus { get; init; }
    public string? Url { get; init; }
    /// <summary>What the cluster said about it: the words of a failed pull, of the scheduler.</summary>
    public string? Message { get; init; }
    /// <summary>The telling log is that of the instance before the present one.</summary>
    public bool Crashed { get; init; }
    public IReadOnlyList<string> LogLines { get; init; } = [];
}

/// <summary>Names of checks, as <c>UpgradeFailed.Check</c> spells them.</summary>
internal static class Checks
{
    public const string Ci = "ci";
    public const string Rollout = "rollout";
    public const string Version = "version";
    public const string Pods = "pods";
    public const string Http = "http";
    public const string UptimeKuma = "uptime-kuma";
    public const string Query = "query";
    public const string Baseline = "baseline";

    public static CheckResult Passed(string check, string detail) => new() { Check = check, Verdict = CheckVerdict.Passed, Detail = detail };

    public static CheckResult NotProven(string check, string detail) => new() { Check = check, Verdict = CheckVerdict.NotProven, Detail = detail };

    public static CheckResult BrokenBefore(string check, string detail) => new() { Check = check, Verdict = CheckVerdict.BrokenBefore, Detail = detail };

    public static CheckResult Failed(string check, string detail) => new() { Check = check, Verdict = CheckVerdict.Failed, Detail = detail };
}
