using System.ComponentModel.DataAnnotations;

namespace Upgrades.Verifier;

/// <summary>Section <c>Verifier</c>. All spans are domain time.</summary>
public sealed class VerifierOptions
{
    /// <summary>Pause between two looks at an upgrade that is queued, or in its window.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Pause between two looks while its pipeline runs or its pods come up: what happens there happens soon.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ApproachPoll { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Upgrades looked at side by side.</summary>
    [Range(1, 1000)]
    public int Parallelism { get; set; } = 32;

    /// <summary>How long a baseline waits for a rollout that is under way, before it calls it broken.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan SettleTime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>A commit without a pipeline gets one by hand after this time, and as long again to show up.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan PipelineTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a pipeline may wait for an agent or for an approval.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan QueueTimeout { get; set; } = TimeSpan.FromMinutes(60);

    /// <summary>How long the workflow may run from its start.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan RunTimeout { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long later pipelines are followed after the commit's own was superseded.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan SupersededTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a rollout may take after CI has ended.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan RolloutTimeout { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a rollout may take in all while a container that is not ready says in its log that it migrates its data.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan MigrationTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Longest pause between two beats of a monitor: one that went down during the rollout may say so for as long after it.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan MonitorInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Bad looks in a row at a host, a monitor or a pod's readiness before they count.</summary>
    [Range(1, 100)]
    public int FailuresInARow { get; set; } = 3;
}
