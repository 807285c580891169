using Upgrades.Analyzer.Releases;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Assessment;

/// <summary>How dangerous an upgrade is held to be, and what says so.</summary>
/// <param name="Breaking">Names of the releases that warn.</param>
internal sealed record RiskAssessment(Risk Risk, IReadOnlyList<RiskReason> Reasons, IReadOnlySet<string> Breaking)
{
    public const string MajorVersion = "major-version";
    public const string AlwaysStep = "always-step";
    public const string NoChangelog = "no-changelog";
    public const string Waypoint = "waypoint";
    private const int MostReasons = 20;

    /// <summary>Nothing was read, so nothing is judged.</summary>
    public static RiskAssessment Unread(string? why) => new(Risk.Unknown, [new RiskReason { Rule = NoChangelog, Line = why }], new HashSet<string>());

    /// <summary>Versions that must not be jumped over, and are: nobody was asked which tags they have.</summary>
    public RiskAssessment Unseen(IEnumerable<string> waypoints) => this with
    {
        Reasons = [.. Reasons, .. waypoints.Select(w => new RiskReason { Rule = Waypoint, Line = $"{w} must not be jumped over; which tag that is was not asked" })],
    };

    /// <summary>
    /// The first that holds (DESIGN §6.2): <c>Caution</c> for another major version, a stack that the catalog says to step, or a keyword
    /// in the notes; <c>Unknown</c> where notes are missing; else <c>Safe</c>. A minor version below 1.0 is major only where the notes warn.
    /// </summary>
    public static RiskAssessment Of(ReleaseRange range, ReleaseNotes notes, Keywords keywords, bool alwaysSteps)
    {
        List<RiskReason> reasons = [];
        if (range.From.Version.Major is { } from && range.To.Version.Major is { } to && from != to)
        {
            reasons.Add(new RiskReason { Rule = MajorVersion, Line = $"{range.From.Version.Tag.Core} to {range.To.Version.Tag.Core}" });
        }

        if (alwaysSteps)
        {
            reasons.Add(new RiskReason { Rule = AlwaysStep, Line = "version_jump_always_step names this stack" });
        }

        var breaking = new HashSet<string>(StringComparer.Ordinal);
        foreach (var note in notes.Notes)
        {
            foreach (var hit in keywords.In(note.Text))
            {
                breaking.Add(note.Name);
                reasons.Add(new RiskReason { Rule = hit.Keyword, Release = note.Name, Line = hit.Excerpt, Url = note.Url });
            }
        }

        if (reasons.Count > 0)
        {
            return new RiskAssessment(Risk.Caution, Bound(reasons), breaking);
        }

        return notes.Known
            ? new RiskAssessment(Risk.Safe, [], breaking)
            : new RiskAssessment(Risk.Unknown, [new RiskReason { Rule = NoChangelog, Line = Cut(notes.Missing!) }], breaking);
    }

    /// <summary>Every release that warns is heard before one of them is heard twice.</summary>
    private static List<RiskReason> Bound(List<RiskReason> reasons) => reasons.Count <= MostReasons ? reasons
        : [.. reasons.Select((r, i) => (Reason: r, Place: i, Turn: reasons.Take(i).Count(o => o.Release == r.Release)))
            .OrderBy(r => r.Turn).ThenBy(r => r.Place).Take(MostReasons).OrderBy(r => r.Place).Select(r => r.Reason)];

    private static string Cut(string text) => text.Length <= Keywords.LongestExcerpt ? text : text[..(Keywords.LongestExcerpt - 1)] + "…";
}
