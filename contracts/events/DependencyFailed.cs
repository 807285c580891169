namespace Upgrades.Contracts.Events;

/// <summary>A service cannot use something that it needs: it is away, refuses the credential, or lacks a right. Told once, until it works again.</summary>
public sealed record DependencyFailed
{
    public required string Service { get; init; }

    /// <summary>The name it has in metrics: <c>git-push</c>, <c>backup-jobs/dbaas</c>.</summary>
    public required string Dependency { get; init; }

    public required string Problem { get; init; }

    /// <summary>What a person does about it, with the setting's name.</summary>
    public required string Advice { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>Do upgrades wait for it?</summary>
    public bool HoldsUpgrades { get; init; }
}
