using System.ComponentModel.DataAnnotations;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Executor;

/// <summary>May the executor change anything?</summary>
internal enum ExecutorMode
{
    Upgrade,

    /// <summary>Plans are answered with "skipped": no Job, no commit. What was pushed before is still followed, and undone when it fails.</summary>
    Observe,
}

/// <summary>May commits of several upgrades be on their way through CI at the same time?</summary>
internal enum PushMode
{
    Free,

    /// <summary>For a CI that looks at the last commit alone: one upgrade at a time, from its turn to its end.</summary>
    OneAtATime,
}

/// <summary>Section <c>Executor</c>. Times are domain time unless they say otherwise.</summary>
internal sealed class ExecutorOptions : IValidatableObject
{
    /// <summary>May anything be changed?</summary>
    public ExecutorMode Mode { get; set; } = ExecutorMode.Upgrade;

    /// <summary>Upgrades between their turn and their end, until an operator sets another number at run time.</summary>
    [Range(1, 1000)]
    public int MaxInFlight { get; set; } = 10;

    /// <summary>The verifier is asked for the baseline again after this.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan BaselineTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>A plan older than this when its turn comes is planned again.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan PlanMaxAge { get; set; } = TimeSpan.FromHours(24);

    /// <summary>A backup Job that has not ended by then is no backup.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan BackupTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>A restore Job that has not ended by then has failed; it is left as it is and a person is called. Longer than the time our own templates give it (3 h).</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan RestoreTimeout { get; set; } = TimeSpan.FromHours(4);

    /// <summary>How often a running backup or restore Job is looked at.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan BackupPoll { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A backup that ended within this time serves the next upgrade too.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan BackupFresh { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a branch that keeps moving is run after in one go, before the row rests (system clock).</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan PushDeadline { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Beside the window, how long a verdict may take before <c>UpgradeApplied</c> is sent again: 60 min in CI's queue, 15 min CI,
    /// 15 min rollout, 10 min on top.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan VerdictTimeout { get; set; } = TimeSpan.FromMinutes(100);

    /// <summary>How far back a new store looks in git for what a lost one had pushed.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan RebuildFrom { get; set; } = TimeSpan.FromDays(7);

    /// <summary>A container that was killed for want of memory gets twice its limit, once, and never more than this; <c>0</c>: it gets nothing.</summary>
    [Required]
    public string MaxMemory { get; set; } = "8Gi";

    /// <summary>May commits of several upgrades be on their way through CI at the same time?</summary>
    public PushMode Push { get; set; } = PushMode.Free;

    /// <summary>Upgrades moved at the same time.</summary>
    [Range(1, 256)]
    public int Parallelism { get; set; } = 16;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!ByteCount.TryParse(MaxMemory, out _))
        {
            yield return new ValidationResult("is no quantity of memory such as 8Gi or 512Mi, nor 0", [nameof(MaxMemory)]);
        }
    }
}
