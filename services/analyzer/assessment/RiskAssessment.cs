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
    private const int MostMentions = 100;

    /// <summary>Keywords that do not count.</summary>
    public IReadOnlyList<SetAsideHit> SetAside { get; init; } = [];

    /// <summary>Configuration that the warnings name; whether the stack sets it is not looked at.</summary>
    public IReadOnlyList<ConfigurationMention> Mentions { get; init; } = [];

    /// <summary>News of each release in its own words.</summary>
    public IReadOnlyList<(string Release, string Line)> Highlights { get; init; } = [];

    /// <summary>Nothing was read, so nothing is judged.</summary>
    public static RiskAssessment Unread(string? why) => new(Risk.Unknown, [new RiskReason { Rule = NoChangelog, Line = why is null ? null : Excerpt.Cut(InlineText.OneLine(why)) }], new HashSet<string>());

    /// <summary>Versions that must not be jumped over, and are: nobody was asked which tags they have.</summary>
    public RiskAssessment Unseen(IEnumerable<string> waypoints) => this with
    {
        Reasons = [.. Reasons, .. waypoints.Select(w => new RiskReason { Rule = Waypoint, Line = $"{w} must not be jumped over; which tag that is was not asked" })],
    };

    /// <summary>Of two images that move together: as dangerous as the more dangerous one, and what is not known of one is not known.</summary>
    public RiskAssessment With(RiskAssessment other) => new(
        Risk == Risk.Caution || other.Risk == Risk.Caution ? Risk.Caution : Risk == Risk.Unknown || other.Risk == Risk.Unknown ? Risk.Unknown : Risk.Safe,
        Bound([.. Reasons.Concat(other.Reasons).Distinct()], r => r.Release),
        Breaking.Concat(other.Breaking).ToHashSet(StringComparer.Ordinal))
    {
        SetAside = Bound([.. SetAside.Concat(other.SetAside).Distinct()], s => s.Release),
        Mentions = [.. Mentions.Concat(other.Mentions).DistinctBy(m => m.Name)],
        Highlights = [.. Highlights.Concat(other.Highlights).Distinct()],
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
        List<SetAsideHit> aside = [];
        List<ConfigurationMention> mentions = [];
        List<(string, string)> highlights = [];
        foreach (var note in notes.Notes)
        {
            var read = NoteJudge.Read(note.Text, keywords);
            var (release, url) = (OutsideName(note.Name), WebAddress(note.Url));
            aside.AddRange(read.Asides.Select(a => new SetAsideHit { Rule = a.Rule, Release = release, Line = a.Line, Url = url, Why = a.Why }));
            highlights.AddRange(read.Highlights.Select(h => (release, h)));
            foreach (var warning in read.Warnings)
            {
                breaking.Add(note.Name);
                reasons.Add(new RiskReason { Rule = warning.Rule, Release = release, Line = warning.Line, Url = url });
                mentions.AddRange(warning.Names.Select(n => new ConfigurationMention { Name = n, Release = release, Line = warning.Line, Url = url }));
            }
        }

        var risk = reasons.Count > 0 ? Risk.Caution : notes.Known ? Risk.Safe : Risk.Unknown;
        return new RiskAssessment(
            risk, risk == Risk.Unknown ? [new RiskReason { Rule = NoChangelog, Line = Excerpt.Cut(InlineText.OneLine(notes.Missing!)) }] : Bound(reasons, r => r.Release), breaking)
        {
            SetAside = Bound(aside, a => a.Release),
            Mentions = [.. mentions.DistinctBy(m => m.Name).Take(MostMentions)],
            Highlights = highlights,
        };
    }

    /// <summary>Every release is heard before one of them is heard twice.</summary>
    private static IReadOnlyList<T> Bound<T>(List<T> all, Func<T, string?> releaseOf)
    {
        if (all.Count <= MostReasons)
        {
            return all;
        }

        Dictionary<string, int> heard = new(StringComparer.Ordinal);
        return [.. all.Select((one, i) => (One: one, Place: i, Turn: heard[releaseOf(one) ?? ""] = heard.GetValueOrDefault(releaseOf(one) ?? "") + 1))
            .OrderBy(r => r.Turn).ThenBy(r => r.Place).Take(MostReasons).OrderBy(r => r.Place).Select(r => r.One)];
    }

    /// <summary>A project may call its releases what it likes.</summary>
    private static string OutsideName(string name) => Excerpt.Cut(InlineText.OneLine(name), 100);

    private static string? WebAddress(string? url) =>
        url is { Length: <= 500 } && Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" ? address.AbsoluteUri : null;
}
