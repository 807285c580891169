using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Repository.Catalogs;

/// <summary>How the way from a version to a version is cut into steps.</summary>
public enum Stepping { Every, Breaking, Direct }

/// <summary>What the operator says about one stack under <c>services</c>; everything is optional.</summary>
public sealed record ServiceSettings
{
    public static ServiceSettings None { get; } = new();

    /// <summary>Empty: found in the stack's Terraform.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Uptime Kuma monitor names.</summary>
    public IReadOnlyList<string> Monitors { get; init; } = [];

    public IReadOnlyList<QueryCheck> Queries { get; init; } = [];

    /// <summary>Regular expressions for lines by which a container says that it migrates its data; empty: the usual frameworks' lines.</summary>
    public IReadOnlyList<string> MigrationPatterns { get; init; } = [];

    /// <summary>Null: every release for Caution, one step else.</summary>
    public Stepping? Stepping { get; init; }

    /// <summary>Versions that must be stopped at and never jumped over: <c>28.0.10</c>, or <c>28.0</c> and <c>28</c> for the newest of those.</summary>
    public IReadOnlyList<string> Waypoints { get; init; } = [];

    /// <summary>Stop where the product's vendor says that an upgrade has to, too. Waypoints of the operator's own go in their place.</summary>
    public bool VendorStops { get; init; } = true;

    /// <summary>Images that a chart of the stack brings, by canonical name, and the chart's name: no text of the stack tells it.</summary>
    public IReadOnlyDictionary<string, string> Charts { get; init; } = new Dictionary<string, string>();

    /// <summary>Null: by risk.</summary>
    public TimeSpan? Window { get; init; }

    public CronJobName? Backup { get; init; }

    public RestorePlan? Restore { get; init; }

    /// <summary>Stacks whose upgrades must not run beside this one's; it need be said of one of the two.</summary>
    public IReadOnlyList<string> SharedWith { get; init; } = [];

    /// <summary>Most memory that a container may be given when it was killed for want of it, as Kubernetes spells quantities; null: the executor's own limit.</summary>
    public string? MaxMemory { get; init; }
}

/// <summary>A CronJob in a namespace.</summary>
public sealed record CronJobName(string CronJob, string Namespace)
{
    public BackupProof? Proof { get; init; }

    /// <summary>A proof is asked for that cannot be understood: no backup of this CronJob is to be believed.</summary>
    public bool ProofIsWrong { get; init; }

    public bool IsSameAs(CronJobName? other) => (CronJob, Namespace) == (other?.CronJob, other?.Namespace);
}

/// <summary>One entry of <c>db_backed_services</c>.</summary>
public sealed record DatabaseUse(DatabaseEngine Engine, bool Shared, string? Database, CronJobName? Backup);
