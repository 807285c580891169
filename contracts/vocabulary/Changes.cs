namespace Upgrades.Contracts.Vocabulary;

/// <summary>One image of a stack moving from a tag to a tag. <see cref="Image"/> is canonical (<c>docker.io/library/nginx</c>).</summary>
public sealed record ImageChange
{
    public required string Image { get; init; }
    public required string From { get; init; }
    public required string To { get; init; }
    /// <summary>Digest of <see cref="To"/> when the stack pins one; else null.</summary>
    public string? Digest { get; init; }
}

/// <summary>One Helm release of a stack moving from a chart version to a chart version.</summary>
public sealed record ChartChange
{
    public required string Release { get; init; }
    public required string Chart { get; init; }
    public string? Repository { get; init; }
    public required string From { get; init; }
    public required string To { get; init; }
}

/// <summary>
/// One replacement inside a literal. <see cref="Site"/> is the engine's address, stable against lines moving;
/// <see cref="Line"/> (from 1) is where it stood in the planned commit, for people.
/// </summary>
public sealed record SiteEdit
{
    public required string Site { get; init; }
    public required string File { get; init; }
    public required int Line { get; init; }
    public required string OldText { get; init; }
    public required string NewText { get; init; }
}

/// <summary>One version an upgrade stops at, with everything that has to be edited to get there from the step before.</summary>
public sealed record PlanStep
{
    /// <summary>From 1.</summary>
    public required int Number { get; init; }
    public required string Version { get; init; }
    public IReadOnlyList<ImageChange> Images { get; init; } = [];
    public IReadOnlyList<ChartChange> Charts { get; init; } = [];
    public required IReadOnlyList<SiteEdit> Edits { get; init; }
}

/// <summary>One cited reason for a risk: the release, the keyword or rule, the line that says so and where to read it.</summary>
public sealed record RiskReason
{
    public required string Rule { get; init; }
    public string? Release { get; init; }
    public string? Line { get; init; }
    public string? Url { get; init; }
}

/// <summary>Which CronJob backs the stack's database up.</summary>
public sealed record BackupPlan
{
    public required DatabaseEngine Engine { get; init; }
    public required string CronJob { get; init; }
    public required string Namespace { get; init; }
    /// <summary>The CronJob dumps an instance that other stacks use too: one finished backup serves all who wait.</summary>
    public required bool Shared { get; init; }
    public string? Database { get; init; }
    /// <summary>Null: the Job's condition Complete is believed.</summary>
    public BackupProof? Proof { get; init; }
}

/// <summary>What a complete backup Job has to show besides, or it is none. Each that is set must hold; where nothing is set, nobody can show it.</summary>
public sealed record BackupProof
{
    /// <summary>A regular expression that some line of the Job's log must match; its group <c>bytes</c> is the size of the backup.</summary>
    public string? LogPattern { get; init; }
    /// <summary>The size that <see cref="LogPattern"/> or <see cref="SizeMetric"/> says must not be below this.</summary>
    public long? MinBytes { get; init; }
    /// <summary>A PromQL expression for the instant of the last good backup in unix seconds; it must not lie before the Job's start.</summary>
    public string? FreshMetric { get; init; }
    /// <summary>A PromQL expression for the size of the last backup in bytes.</summary>
    public string? SizeMetric { get; init; }
    /// <summary>The size must not be below this share (0 to 1) of the last proven backup's by the same CronJob; null: that is not asked.</summary>
    public double? MinShareOfLast { get; init; }
    /// <summary>Null: nobody tries whether it can be read.</summary>
    public ScratchProof? Scratch { get; init; }
}

/// <summary>
/// A Job that puts the backup into a scratch database, counts there and drops it, before anything is changed: the only proof that a
/// backup can be read. It is told the backup's Job and the database as a restore is, and never touches the database itself.
/// </summary>
public sealed record ScratchProof
{
    public required string CronJob { get; init; }
    public required string Namespace { get; init; }
    /// <summary>A regular expression that some line of its log must match; null: its condition Complete is believed.</summary>
    public string? LogPattern { get; init; }
}

/// <summary>How the data would come back. Planned, never improvised.</summary>
public sealed record RestorePlan
{
    public const string Never = "never";
    public const string WhenRollbackFails = "whenRollbackFails";
    public const string Always = "always";

    /// <summary>One of the three constants.</summary>
    public required string Policy { get; init; }
    /// <summary>Its Job is the restore; it is never run by its own schedule.</summary>
    public required string CronJob { get; init; }
    public required string Namespace { get; init; }
    /// <summary>The service's own, and nobody else's.</summary>
    public required string Database { get; init; }
}

/// <summary>A service's own database was put back to what a backup holds. Instants are the executor's domain time.</summary>
public sealed record DataRestore
{
    public required string Namespace { get; init; }
    public required string Job { get; init; }
    public required string Database { get; init; }
    public required string BackupJob { get; init; }
    /// <summary>What was written from here until <see cref="StartedAt"/> is lost.</summary>
    public required DateTimeOffset BackupFinishedAt { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required DateTimeOffset FinishedAt { get; init; }
}

/// <summary>What the verifier is told beyond what it finds by itself in the cluster.</summary>
public sealed record CheckPlan
{
    /// <summary>HTTP hosts to ask; empty means: those of the namespaces' Ingresses.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];
    /// <summary>Uptime Kuma monitor names; empty means: matched by host.</summary>
    public IReadOnlyList<string> Monitors { get; init; } = [];
    public IReadOnlyList<QueryCheck> Queries { get; init; } = [];
    /// <summary>
    /// How CI's apply step says what became of one stack: a regular expression with the group <c>stack</c> and one of the groups
    /// <c>ok</c>, <c>skipped</c>, <c>failed</c>. Null: it does not say.
    /// </summary>
    public string? CiResultPattern { get; init; }
    /// <summary>Regular expressions for log lines of a container that migrates its data and is therefore not ready yet; empty: those of the usual frameworks.</summary>
    public IReadOnlyList<string> MigrationPatterns { get; init; } = [];
}

/// <summary>
/// A question to Prometheus, as an alert's expression is one: each series that it returns is something that is wrong, unless it was
/// there before the upgrade.
/// </summary>
public sealed record QueryCheck
{
    public required string Name { get; init; }
    /// <summary>PromQL: <c>ALERTS{namespace="shop",alertstate="firing"}</c>.</summary>
    public required string Query { get; init; }
}

/// <summary>A memory limit that was raised because a container was killed for want of memory. Quantities as Kubernetes spells them.</summary>
public sealed record MemoryFix
{
    public required string Container { get; init; }
    public required string From { get; init; }
    public required string To { get; init; }
}

/// <summary>What one check saw, in words for a person.</summary>
public sealed record CheckResult
{
    public required string Check { get; init; }
    public required CheckVerdict Verdict { get; init; }
    public required string Detail { get; init; }
}

/// <summary>Why a step is held to have failed: facts, not opinions. Log lines have secrets masked.</summary>
public sealed record Evidence
{
    public required string Summary { get; init; }
    public string? Pod { get; init; }
    public string? Container { get; init; }
    /// <summary>As Kubernetes or Woodpecker spell it: <c>CrashLoopBackOff</c>, <c>OOMKilled</c>, <c>failure</c>.</summary>
    public string? Reason { get; init; }
    public int? ExitCode { get; init; }
    public int? HttpStatus { get; init; }
    public string? Url { get; init; }
    public IReadOnlyList<string> LogLines { get; init; } = [];
}

/// <summary>One stack, or all of them when <see cref="Stack"/> is null, to which an update does nothing.</summary>
public sealed record SkippedStack
{
    public string? Stack { get; init; }
    public required SkipReason Reason { get; init; }
    public required string Detail { get; init; }
}
