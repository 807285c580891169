using System.Text.Encodings.Web;
using System.Text.Json;
using Upgrades.Standalone.Reading;
using Upgrades.Terraform;

namespace Upgrades.Standalone.Scanning;

/// <summary>One place in which an image's version is written. <c>Path</c> and <c>Line</c> are where an edit would land.</summary>
/// <param name="Image">Canonical, without tag; null when it is not known.</param>
internal sealed record ImageRow(
    string Stack, string? Image, string? Tag, string? Digest, string Path, int Line, string Resource, SiteVia Via, SiteStatus Status, string? Reason);

internal sealed record ChartRow(
    string Stack, string Release, string? Repository, string? Chart, string? Version, string Path, int Line, SiteVia Via, SiteStatus Status, string? Reason);

/// <summary>What <c>upgrades scan</c> tells; serialised as it is.</summary>
internal sealed record ScanReport(IReadOnlyList<ImageRow> Images, IReadOnlyList<ChartRow> Charts, IReadOnlyList<SyntaxProblem> Problems)
{
    /// <summary>As the engine has it for a chart whose name cannot be worked out.</summary>
    private const string NoName = "?";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A module that is called twice is read twice: what is the same in every respect is told once.</summary>
    public static ScanReport Of(RepositoryReading reading, IReadOnlyList<StackScan> stacks) => new(
        [.. stacks.SelectMany(s => s.Images.Select(i => new ImageRow(s.Name, i.Image?.Name, i.Tag, i.Digest, i.File, i.Line, i.Resource, i.Via, i.Status, i.Reason))).Distinct()],
        [.. stacks.SelectMany(s => s.Charts.Select(c => new ChartRow(
            s.Name, c.Release, c.Repository, c.Chart == NoName ? null : c.Chart, c.Version, c.File, c.Line, c.Via, c.Status, c.Reason))).Distinct()],
        reading.Problems);

    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
