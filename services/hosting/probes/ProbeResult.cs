namespace Upgrades.Hosting.Probes;

/// <summary>What a probe found, in words for an operator.</summary>
public sealed record ProbeResult
{
    /// <summary>What was tried, the same name each time and a label in metrics: <c>git-push</c>, <c>backup-jobs/dbaas</c>.</summary>
    public required string Dependency { get; init; }

    public required ProbeVerdict Verdict { get; init; }

    /// <summary>What was seen: <c>branch main at 1f2e3d4c5b, may push</c>. Without secrets.</summary>
    public required string Said { get; init; }

    /// <summary>What to do about a failure, naming the setting: <c>give UPGRADES__REPOSITORY__PASSWORD a token that may push</c>.</summary>
    public string? Advice { get; init; }

    /// <summary>Do upgrades wait while it fails? Only said to people: who gates reads <see cref="Dependencies"/>.</summary>
    public bool HoldsUpgrades { get; init; }

    public static ProbeResult Works(string dependency, string said) => new() { Dependency = dependency, Verdict = ProbeVerdict.Works, Said = said };

    public static ProbeResult Failed(string dependency, string said, string advice) =>
        new() { Dependency = dependency, Verdict = ProbeVerdict.Failed, Said = said, Advice = advice };

    public static ProbeResult NotSet(string dependency, string said) => new() { Dependency = dependency, Verdict = ProbeVerdict.NotSet, Said = said };
}
