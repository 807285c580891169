using System.Text.Json.Serialization;

namespace Upgrades.Contracts.Vocabulary;

/// <summary>How dangerous the release notes say an upgrade is (DESIGN §6.2). Decides window and steps.</summary>
[JsonConverter(typeof(NamedEnumConverter<Risk>))]
public enum Risk { Safe, Caution, Unknown }

/// <summary>What a commit of the executor is for.</summary>
[JsonConverter(typeof(NamedEnumConverter<StepKind>))]
public enum StepKind { Upgrade, ForwardFix, Rollback, Restore }

/// <summary>Whose fault a failure is. Only <see cref="Version"/> quarantines the version.</summary>
[JsonConverter(typeof(NamedEnumConverter<FailureCause>))]
public enum FailureCause { Version, Ci, Registry, Cluster, Unknown }

/// <summary>Why nothing happens to a stack, or to any stack, for an update.</summary>
[JsonConverter(typeof(NamedEnumConverter<SkipReason>))]
public enum SkipReason
{
    [JsonStringEnumMemberName("not-in-repository")] NotInRepository,
    [JsonStringEnumMemberName("already-current")] AlreadyCurrent,
    [JsonStringEnumMemberName("would-downgrade")] WouldDowngrade,
    [JsonStringEnumMemberName("not-comparable")] NotComparable,
    [JsonStringEnumMemberName("quarantined")] Quarantined,
    [JsonStringEnumMemberName("blocked-by")] BlockedBy,
    [JsonStringEnumMemberName("unpinned")] Unpinned,
    [JsonStringEnumMemberName("unresolved")] Unresolved,
    [JsonStringEnumMemberName("ignored-by-terraform")] IgnoredByTerraform,
    [JsonStringEnumMemberName("tag-not-in-registry")] TagNotInRegistry,
    [JsonStringEnumMemberName("digest-not-pinned")] DigestNotPinned,
    [JsonStringEnumMemberName("superseded")] Superseded,
    [JsonStringEnumMemberName("cancelled")] Cancelled,
    [JsonStringEnumMemberName("forbidden-image")] ForbiddenImage,
    [JsonStringEnumMemberName("skip-pattern")] SkipPattern,
    [JsonStringEnumMemberName("invalid-reference")] InvalidReference,
    /// <summary>The executor only watches: it would have upgraded.</summary>
    [JsonStringEnumMemberName("observe-mode")] ObserveMode,
}

/// <summary>What one check of the verifier saw.</summary>
[JsonConverter(typeof(NamedEnumConverter<CheckVerdict>))]
public enum CheckVerdict
{
    Passed,
    /// <summary>Nothing could be checked: said to the reader, never counted as passed.</summary>
    NotProven,
    /// <summary>It was broken before the upgrade in the same way and decides nothing.</summary>
    BrokenBefore,
    Failed,
}

/// <summary>Where an upgrade stood when the executor gave it up before changing anything in this step.</summary>
[JsonConverter(typeof(NamedEnumConverter<AbortStage>))]
public enum AbortStage { Waiting, Baseline, Backup, Edit, Push }

/// <summary>Which database engine a backup or a restore is for.</summary>
[JsonConverter(typeof(NamedEnumConverter<DatabaseEngine>))]
public enum DatabaseEngine { PostgreSql, MySql, Other }
