using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Planning;

/// <summary>What is to be planned for: this image shall have this tag.</summary>
public sealed record UpdateRequest
{
    /// <summary>Its own tag and digest are not looked at.</summary>
    public required ImageReference Image { get; init; }

    public required string Tag { get; init; }

    /// <summary>What the signal says the tag names.</summary>
    public string? Digest { get; init; }

    /// <summary>Of the signal: <c>new</c>, <c>update</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Where the signal says the image runs; narrows which chart may bring it. Null: not told.</summary>
    public string? Namespace { get; init; }

    /// <summary>Overrides quarantine; nothing else.</summary>
    public bool Force { get; init; }

    public int Attempt { get; init; }

    public IReadOnlyList<Guid> UpdateIds { get; init; } = [];

    /// <summary>Only this stack; null: every one that holds the image.</summary>
    public string? Stack { get; init; }

    /// <summary>Other images that are to come along where a stack holds them and nothing stands against it.</summary>
    internal IReadOnlyList<UpdatePartner> Partners { get; init; } = [];
}

/// <summary>An image that was signalled beside another, at the same version.</summary>
/// <param name="Image">Canonical, with the tag it should have.</param>
/// <param name="UpdateIds">Of its own signals.</param>
internal sealed record UpdatePartner(ImageReference Image, IReadOnlyList<Guid> UpdateIds);

/// <summary>A version that failed for a stack.</summary>
/// <param name="Image">Canonical name; of a chart its repository and name.</param>
public sealed record QuarantinedVersion(string Stack, string Image, string Version);
