using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Contracts.Events;

/// <summary>Everything needed to take one stack to a version: the edits, the way there, the risk and why.</summary>
public sealed record UpgradePlanned
{
    public required Guid UpgradeId { get; init; }
    public required int Attempt { get; init; }
    /// <summary>0 at first; raised each time the same upgrade is planned again.</summary>
    public required int Revision { get; init; }
    public required IReadOnlyList<Guid> UpdateIds { get; init; }
    public required string Repository { get; init; }
    public required string Stack { get; init; }
    public required IReadOnlyList<string> Namespaces { get; init; }
    public required IReadOnlyList<ImageChange> Images { get; init; }
    public IReadOnlyList<ChartChange> Charts { get; init; } = [];
    public required string BaseCommit { get; init; }
    public required IReadOnlyList<PlanStep> Steps { get; init; }
    public required Risk Risk { get; init; }
    public required IReadOnlyList<RiskReason> Reasons { get; init; }
    /// <summary>At most three lines for a person.</summary>
    public required IReadOnlyList<string> Summary { get; init; }
    /// <summary>CVE and GHSA identifiers that the notes name.</summary>
    public IReadOnlyList<string> Advisories { get; init; } = [];
    /// <summary>What is known about them, worst first; also those that the notes do not name and the project published.</summary>
    public IReadOnlyList<SecurityFix> SecurityFixes { get; init; } = [];
    /// <summary>Weaknesses that the project has published for the very version that is gone to, worst first.</summary>
    public IReadOnlyList<SecurityFix> KnownWeaknesses { get; init; } = [];
    /// <summary>Where the notes are from; empty: none could be found.</summary>
    public IReadOnlyList<NotesSource> Sources { get; init; } = [];
    /// <summary>Keywords that were found and do not count.</summary>
    public IReadOnlyList<SetAsideHit> SetAside { get; init; } = [];
    /// <summary>Configuration that warning lines name, what the stack sets first.</summary>
    public IReadOnlyList<ConfigurationMention> Configuration { get; init; } = [];
    /// <summary>What the advisor wrote, for a person only; null when none was asked or none answered in time.</summary>
    public string? Advice { get; init; }
    public BackupPlan? Backup { get; init; }
    public RestorePlan? Restore { get; init; }
    /// <summary>Why the restore that the catalog asks for cannot be; null: it can, or none is asked for.</summary>
    public string? RestoreRefusal { get; init; }
    /// <summary>Stacks whose upgrades must not run beside this one.</summary>
    public IReadOnlyList<string> SharedWith { get; init; } = [];
    /// <summary>How long each step is watched after its rollout is complete.</summary>
    public required TimeSpan Window { get; init; }
    public required CheckPlan Checks { get; init; }
    public required DateTimeOffset PlannedAt { get; init; }
}
