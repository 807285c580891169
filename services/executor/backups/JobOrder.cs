namespace Upgrades.Executor.Backups;

/// <summary>A Job that is to be made from a CronJob's template.</summary>
internal sealed record JobOrder
{
    public required string Namespace { get; init; }
    public required string CronJob { get; init; }

    /// <summary>Decided before the Job is made, so that it is found again.</summary>
    public required string Job { get; init; }

    public required string UpgradeId { get; init; }

    /// <summary>The step that it is for alone; null: it may serve others.</summary>
    public long? Step { get; init; }

    /// <summary><c>backup</c> or <c>restore</c>: what it is called in sentences.</summary>
    public required string Purpose { get; init; }

    /// <summary>Added to each of its containers, over what the template says.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>How long it stays when it has ended.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(1);
}
