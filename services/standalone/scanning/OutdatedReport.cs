using System.Text.Encodings.Web;
using System.Text.Json;
using Upgrades.Analyzer.Newest;
using Upgrades.Contracts;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Standalone.Replaying;

namespace Upgrades.Standalone.Scanning;

/// <summary>A version that is behind. One of <paramref name="Image"/> and <paramref name="Chart"/> is there.</summary>
/// <param name="Chart">With its repository.</param>
/// <param name="Update">What reporting brings it there; null for a chart of which nothing says which image it brings.</param>
internal sealed record OutdatedRow(
    string Stack, string? Image, string? Chart, string Current, string Newest, VersionDistance Distance, string? AppVersion, IReadOnlyList<string> Where, UpdateRow? Update)
{
    public static OutdatedRow Of(OutdatedVersion version) => new(
        version.Pinned.Stack, version.Pinned.Image?.Name, version.Pinned.Chart?.ToString(), version.Pinned.Current, version.Newest, version.Distance, version.AppVersion,
        version.Pinned.Where, version.Update is { } update ? new UpdateRow(update.Name, update.Tag!) : null);
}

internal sealed record UpdateRow(string Image, string Tag);

/// <summary>What ingest said to one that was submitted.</summary>
internal sealed record SubmittedRow(string Image, string Tag, string Outcome, string Reason, Guid UpdateId);

/// <summary>What <c>upgrades scan --outdated</c> tells; serialised as it is.</summary>
/// <param name="Pinned">Versions that were compared.</param>
/// <param name="Submitted">Null: none were to be.</param>
internal sealed record OutdatedReport(int Pinned, IReadOnlyList<OutdatedRow> Outdated, IReadOnlyList<Unanswered> Unanswered, IReadOnlyList<SubmittedRow>? Submitted = null)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static OutdatedReport Of(NewestReport report) => new(report.Pinned, [.. report.Outdated.Select(OutdatedRow.Of)], report.Unanswered);

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>One object a line, as <c>upgrades replay --file</c> takes them.</summary>
    public IEnumerable<string> ToLines() => Updates().Select(u => JsonSerializer.Serialize(new { u.Image, u.Tag }, EventJson.Options));

    /// <summary>Sources that did not answer, one line each: an outage of a registry is one thing, however many images are there.</summary>
    public IEnumerable<string> Complaints() => Unanswered.GroupBy(u => u.Source).Select(g => g.Count() == 1 ? $"{g.First().Subject}: {g.First().Reason}"
        : $"{g.Key}, {g.Count()} of its {(g.Key.Contains("://", StringComparison.Ordinal) ? "charts" : "images")} ({string.Join(", ", g.Take(3).Select(u => u.Subject))}{(g.Count() > 3 ? ", …" : "")}): {g.First().Reason}");

    /// <summary>The same, to be sent.</summary>
    public IReadOnlyList<WantedUpdate> Wanted() => [.. Updates().Select(u => WantedUpdate.Of(ImageReference.Parse(u.Image), u.Tag))];

    /// <summary>What can be sent, each once: two stacks may be behind the same version.</summary>
    private IEnumerable<UpdateRow> Updates() => Outdated.Select(o => o.Update).OfType<UpdateRow>().Distinct();
}
