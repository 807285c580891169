namespace Upgrades.Analyzer.Registry;

/// <summary>Is a tag there for the cluster's platform?</summary>
internal abstract record TagLookup
{
    private TagLookup()
    {
    }

    /// <param name="Digest">What the tag names now: that of the index where there is one. Null when no registry was asked.</param>
    public sealed record Found(string? Digest) : TagLookup;

    /// <param name="Detail">Why not, for a person.</param>
    public sealed record Missing(string Detail) : TagLookup;
}
