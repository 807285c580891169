using Upgrades.Contracts.Vocabulary;
using Upgrades.Terraform.Resolution;

namespace Upgrades.Terraform;

/// <summary>One container's image and the literal that its tag is written in.</summary>
public sealed record ImageSite
{
    /// <summary>The canonical name, without tag and digest. Null when it could not be resolved; an unresolved site may have a name all the same.</summary>
    public ImageReference? Image { get; init; }

    public string? Tag { get; init; }
    public string? Digest { get; init; }
    public required SiteStatus Status { get; init; }
    public required SiteVia Via { get; init; }

    /// <summary>Where an edit would land; for an unresolved site the expression that stopped the search.</summary>
    public required string File { get; init; }

    /// <summary>From 1.</summary>
    public required int Line { get; init; }

    /// <summary>From 1, in UTF-16 characters.</summary>
    public required int Column { get; init; }

    /// <summary>As Terraform addresses it: <c>module.web.kubernetes_deployment.app</c>.</summary>
    public required string Resource { get; init; }

    public required string Container { get; init; }

    /// <summary>Address of the literal, stable against lines moving: <c>stacks/immich/main.tf#variable.immich_version.default</c>.</summary>
    public required string Site { get; init; }

    /// <summary>The whole text of that literal as written, without its quotes.</summary>
    public required string LiteralText { get; init; }

    /// <summary>Why <see cref="Status"/> is Ignored or Unresolved.</summary>
    public string? Reason { get; init; }

    /// <summary>The resolved text with the origin of each character; null when unresolved.</summary>
    internal ResolvedText? Resolved { get; init; }

    /// <summary>The container's memory limit; null where none is written down, or not as a text that is known.</summary>
    internal ResolvedText? Memory { get; init; }
}
