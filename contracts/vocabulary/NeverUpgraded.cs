namespace Upgrades.Contracts.Vocabulary;

/// <summary>
/// Images that no signal upgrades, as globs over canonical names in which <c>*</c> crosses <c>/</c> (DESIGN §6.1). Ingest keeps them
/// out, and the analyzer again: a message can be published by hand.
/// </summary>
public static class NeverUpgraded
{
    /// <summary>Their data files need a person.</summary>
    public static IReadOnlyList<string> Databases { get; } =
    [
        "*postgres*", "*mysql*", "*mariadb*", "*mongo*", "*redis*", "*valkey*", "*keydb*", "*clickhouse*", "*etcd*", "*timescale*", "*influxdb*",
        "*cassandra*", "*elasticsearch*", "*opensearch*",
    ];

    /// <summary>What the cluster itself stands on.</summary>
    public static IReadOnlyList<string> Infrastructure { get; } = ["registry.k8s.io/*", "quay.io/tigera/*", "nvcr.io/*"];
}
