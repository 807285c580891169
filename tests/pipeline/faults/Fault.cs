using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.Kubernetes;
using Upgrades.Sandbox.World;

namespace Upgrades.Tests.Pipeline.Faults;

/// <summary>Something that happens to one upgrade, with what a careful person would say of it.</summary>
/// <param name="Name">What happens, as a sentence's beginning.</param>
/// <param name="Cause">Whose fault it is; null: the upgrade is good all the same, and undoing it would be wrong.</param>
internal sealed record Fault(string Name, FailureCause? Cause)
{
    /// <summary>The new version, 1.1.0, behaves so.</summary>
    public ImageBehaviour? Behaves { get; init; }

    /// <summary>What CI makes of the commit.</summary>
    public CommitFate Fate { get; init; } = CommitFate.Applied;

    public WorkloadKind Kind { get; init; }

    /// <summary>Old pods stay until new ones are ready.</summary>
    public bool Rolls { get; init; }

    /// <summary>What the front door answers, by how often it has been asked (from 1) and what stands behind it; null: what stands behind it.</summary>
    public Func<int, int, int>? FrontDoor { get; init; }

    /// <summary>Done once when the version has been applied.</summary>
    public Action<ClusterStandIn, string>? Meanwhile { get; init; }

    /// <summary>Not looked at while the verifier was made better: every third by the hash of its name, so that nobody chose them.</summary>
    public bool IsHeldOut => Hash(Name) % 3 == 0;

    /// <summary>FNV-1a, 32 bits.</summary>
    private static uint Hash(string text) => text.Aggregate(2166136261u, (hash, c) => (hash ^ c) * 16777619);
}
