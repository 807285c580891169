namespace Upgrades.Contracts.Vocabulary;

/// <summary>Where release notes were read, and why that place is held to be the right one.</summary>
public sealed record NotesSource
{
    /// <summary><c>immich-app/immich</c>; for another forge with its host before it.</summary>
    public required string Repository { get; init; }
    /// <summary>What is released there: the image's or the chart's name.</summary>
    public required string Of { get; init; }
    /// <summary>What says so: the catalog, a label, the image's name; and the name it was found under when that was another.</summary>
    public required string Why { get; init; }
    public string? Url { get; init; }
}

/// <summary>A keyword that stands in the notes and does not count, so that a person can see that it was seen.</summary>
public sealed record SetAsideHit
{
    public required string Rule { get; init; }
    public required string Release { get; init; }
    public required string Line { get; init; }
    public string? Url { get; init; }
    /// <summary>"the text denies it", "stands in code", "a dependency's version".</summary>
    public required string Why { get; init; }
}

/// <summary>A weakness that the project or its notes have named, most often one that is closed on the way.</summary>
public sealed record SecurityFix
{
    /// <summary><c>CVE-2026-1234</c> or <c>GHSA-…</c>; the CVE where both are known.</summary>
    public required string Id { get; init; }
    /// <summary><c>low</c>, <c>medium</c>, <c>high</c>, <c>critical</c> as GitHub's advisories say; null when nobody said.</summary>
    public string? Severity { get; init; }
    public string? Summary { get; init; }
    public string? Url { get; init; }
}

/// <summary>An environment variable, flag or key that a warning line of the notes names: what an operator has to look at first.</summary>
public sealed record ConfigurationMention
{
    public required string Name { get; init; }
    public required string Release { get; init; }
    /// <summary>The line that names it.</summary>
    public required string Line { get; init; }
    public string? Url { get; init; }
    /// <summary>Where the stack's own Terraform sets it, as <c>stacks/immich/main.tf:14</c>; empty: nowhere.</summary>
    public IReadOnlyList<string> SetAt { get; init; } = [];
}
