namespace Upgrades.Verifier.Cluster;

/// <summary>A host that a proxy of the cluster answers for, whatever kind of object says so.</summary>
internal sealed record FrontDoor(string Host, IReadOnlyList<FrontDoorPath> Paths);

/// <param name="Path">Null: any.</param>
/// <param name="Service">Null when it is none, or none that can be told.</param>
internal sealed record FrontDoorPath(string? Path, string Namespace, string? Service);
