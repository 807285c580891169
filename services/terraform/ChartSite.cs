using Upgrades.Terraform.Resolution;

namespace Upgrades.Terraform;

/// <summary>One Helm release and the literal that its chart version is written in.</summary>
public sealed record ChartSite
{
    public required string Release { get; init; }
    public required string Chart { get; init; }
    public string? Repository { get; init; }

    /// <summary>As written, with a <c>v</c> where the repository has one.</summary>
    public string? Version { get; init; }

    public string? Namespace { get; init; }
    public required SiteStatus Status { get; init; }
    public required SiteVia Via { get; init; }
    public required string File { get; init; }
    public required int Line { get; init; }
    public required int Column { get; init; }
    public required string Resource { get; init; }
    public required string Site { get; init; }
    public required string LiteralText { get; init; }
    public string? Reason { get; init; }

    /// <summary>Each place that has to read as the version.</summary>
    internal IReadOnlyList<IReadOnlyList<TextPiece>> Slices { get; init; } = [];
}
