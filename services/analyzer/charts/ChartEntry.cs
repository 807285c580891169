namespace Upgrades.Analyzer.Charts;

/// <summary>What is known of one version of a chart: an entry of an index, or the <c>Chart.yaml</c> in a registry. Untrusted text.</summary>
internal sealed record ChartEntry
{
    /// <summary>As the repository spells it, with a <c>v</c> where it has one and with <c>+</c> before build metadata.</summary>
    public required string Version { get; init; }

    /// <summary>Free text of the application that the chart brings: <c>v1.2.3</c>, <c>1.10</c>, <c>main</c>; null when it does not say.</summary>
    public string? AppVersion { get; init; }

    public bool Deprecated { get; init; }

    public string? Home { get; init; }

    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>The annotation <c>artifacthub.io/changes</c>: YAML in a text.</summary>
    public string? Changes { get; init; }
}

/// <summary>Which versions of a chart there are; what they bring is read when it is asked for, as a registry counts every read.</summary>
/// <param name="MostReads">How many versions may be asked about for one decision.</param>
internal sealed record ChartListing(IReadOnlyList<string> Versions, int MostReads, Func<string, CancellationToken, Task<ChartEntry?>> ReadAsync)
{
    /// <summary>Of an index, which has said everything already.</summary>
    public static ChartListing Of(IReadOnlyList<ChartEntry> entries)
    {
        var byVersion = entries.DistinctBy(e => e.Version).ToDictionary(e => e.Version, StringComparer.Ordinal);
        return new ChartListing([.. byVersion.Keys], int.MaxValue, (version, _) => Task.FromResult(byVersion.GetValueOrDefault(version)));
    }

    /// <returns>The version as the repository spells it: with or without a <c>v</c>; null when it is not there.</returns>
    public string? Spelled(string version) =>
        Versions.FirstOrDefault(v => v == version) ?? Versions.FirstOrDefault(v => WithoutV(v) == WithoutV(version));

    public static string WithoutV(string version) => version is ['v' or 'V', >= '0' and <= '9', ..] ? version[1..] : version;
}

/// <summary>What a chart repository answers to "which versions of this chart do you have?"</summary>
internal abstract record ChartLookup
{
    private ChartLookup()
    {
    }

    public sealed record Found(ChartListing Listing) : ChartLookup;

    /// <param name="Detail">Why there is none, for a person.</param>
    public sealed record Missing(string Detail) : ChartLookup;
}
