namespace Upgrades.Analyzer.Steps;

/// <summary>
/// A vendor's word about which versions of a product an upgrade must not jump over. It holds where the catalog's service says neither
/// <c>waypoints</c> nor <c>vendor_stops: false</c>.
/// </summary>
internal sealed partial record VendorStops
{
    public required string Product { get; init; }

    /// <summary>Canonical names of what it is usually deployed as.</summary>
    public required IReadOnlyList<string> Images { get; init; }

    /// <summary>What the vendor says, for a person.</summary>
    public required string Says { get; init; }

    /// <summary>Where.</summary>
    public required string Url { get; init; }

    /// <summary>Versions as <see cref="StopVersion"/> reads them, oldest first.</summary>
    public IReadOnlyList<string> Versions { get; init; } = [];

    /// <summary>They matter only to who goes to this version or beyond.</summary>
    public string? NeededFor { get; init; }

    /// <summary>Minor versions that are stops in each major version from <see cref="ScheduledFrom"/> on.</summary>
    public IReadOnlyList<int> ScheduledMinors { get; init; } = [];

    public int ScheduledFrom { get; init; }

    public VendorTrain? Train { get; init; }

    /// <param name="images">Canonical names of what moves.</param>
    public static IReadOnlyList<VendorStops> For(IEnumerable<string> images) =>
        images.ToHashSet(StringComparer.Ordinal) is var moving ? [.. All.Where(v => v.Images.Any(moving.Contains))] : [];
}

/// <summary>The last release of each train on the way is a stop.</summary>
/// <param name="Parts">How many of its numbers name a train: 1 for each major version, 2 for each minor one.</param>
/// <param name="OwnToo">The train that is left has to be gone to its end first.</param>
internal sealed record VendorTrain(int Parts, bool OwnToo);
