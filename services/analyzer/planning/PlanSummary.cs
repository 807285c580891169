using System.Text.RegularExpressions;
using Upgrades.Analyzer.Assessment;
using Upgrades.Analyzer.Decisions;
using Upgrades.Analyzer.Releases;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Terraform;

namespace Upgrades.Analyzer.Planning;

/// <summary>What a plan was made from, for the three lines a person reads.</summary>
/// <param name="LeftOut">Stops that were more than the catalog allows.</param>
/// <param name="Dropped">Stops whose images are not all there.</param>
internal sealed record PlanFacts(
    StackDecision.Move Move, WayToTarget Way, ReleaseRange? Range, ReleaseNotes Notes, RiskAssessment Risk, int Steps, int LeftOut, int Dropped, bool LacksBackup,
    IReadOnlyList<ConfigurationMention> Configuration);

internal static partial class PlanSummary
{
    private const int MostLines = 3;
    private const int LongestLine = 300;
    private const int LongestNews = 110;

    /// <summary>
    /// What the stack sets and the notes change, when there is any; how far it is, with what else has to be known; what the notes
    /// say, warnings first, in their own words. A line that would say nothing is left out.
    /// </summary>
    public static IReadOnlyList<string> Of(PlanFacts facts) => Lines(Settings(facts.Configuration), Distance(facts), News(facts), string.Join("; ", Remarks(facts)));

    /// <summary>Three lines of what there is to say; where it is four things, the two about the way share one, so that none falls behind the last.</summary>
    public static IReadOnlyList<string> Lines(string settings, string distance, string news, string remarks)
    {
        List<string> lines = [settings, distance, news, remarks];
        lines.RemoveAll(line => line.Length == 0);
        lines = lines.Count > MostLines ? [settings, $"{distance}; {remarks}", news] : lines;
        return [.. lines.Select(line => Excerpt.Cut(line, LongestLine))];
    }

    /// <param name="left">Releases that stay as they are.</param>
    public static IReadOnlyList<string> OfChart(string noNotes, StackScan stack, bool lacksBackup, IReadOnlyList<string> left) =>
        [.. ((string[])[$"No release notes: {noNotes}", string.Join("; ", OfStack(stack, lacksBackup).Concat(left.Take(3)))])
            .Where(line => line.Length > 0).Select(line => Excerpt.Cut(line, LongestLine))];

    /// <summary>"Sets IMMICH_PORT, which v2.0.0 removes: stacks/immich/main.tf:14".</summary>
    public static string Settings(IReadOnlyList<ConfigurationMention> configuration)
    {
        var set = configuration.Where(c => c.SetAt.Count > 0).ToList();
        return set.Count == 0 ? "" : "Sets " + string.Join("; ", set.Select(c => $"{c.Name}, which {c.Release} {Does(c)}: {c.SetAt[0]}{(c.SetAt.Count > 1 ? $" and {c.SetAt.Count - 1} more" : "")}"));
    }

    /// <summary>In a word what the line says of it; "names" where more than one thing is said, or nothing that is known.</summary>
    private static string Does(ConfigurationMention mention) => Verbs().Matches(mention.Line).Select(m => m.Value.ToLowerInvariant()[..3]).Distinct().ToList() is [var only]
        ? only switch { "rem" or "dro" => "removes", "ren" => "renames", "dep" => "deprecates", "req" or "man" => "requires", "mov" => "moves", _ => "replaces" }
        : "names";

    private static string Distance(PlanFacts facts)
    {
        var (notes, breaking) = (facts.Notes, facts.Risk.Breaking.Count);
        if (notes.Notes.Count == 0)
        {
            return $"No release notes: {InlineText.OneLine(notes.Missing ?? "")}{InSteps(facts)}";
        }

        var way = facts.Range is { } range ? $" from {facts.Way.Froms[0]} to {range.Image?.Tag}" : "";
        var warned = breaking == 0 ? "" : notes.Notes.Count == 1 ? ", breaking" : $", {breaking} of them breaking";
        var missing = notes.Missing is null ? "" : $", not all that are on the way: {InlineText.OneLine(notes.Missing)}";
        return $"{Count(notes.Notes.Count, "release")}{way}{warned}{InSteps(facts)}{missing}";
    }

    private static string InSteps(PlanFacts facts) => facts.Steps > 1 ? $"; in {facts.Steps} steps" : "";

    /// <summary>A line of each release that warns, then of the others; newest last, as one reads them.</summary>
    private static string News(PlanFacts facts)
    {
        var warnings = facts.Risk.Reasons.Where(r => r is { Release: not null, Line: not null }).Select(r => (Release: r.Release!, Line: r.Line!)).ToList();
        var source = warnings.Count > 0 ? warnings.GroupBy(w => w.Release).SelectMany(g => g.Select((w, i) => (w.Release, w.Line, Turn: i))).OrderBy(w => w.Turn).Select(w => (w.Release, w.Line))
            : facts.Risk.Highlights.DistinctBy(h => h.Line);
        var (text, last) = ("", "");
        foreach (var (release, line) in source)
        {
            var part = $"{(text.Length == 0 ? "" : "; ")}{(release == last ? "" : $"{release}: ")}{Excerpt.Cut(line, LongestNews)}";
            if (text.Length + part.Length > LongestLine)
            {
                break;
            }

            (text, last) = (text + part, release);
        }

        return text;
    }

    private static IEnumerable<string> Remarks(PlanFacts facts)
    {
        foreach (var remark in OfStack(facts.Move.Stack, facts.LacksBackup))
        {
            yield return remark;
        }

        if (facts.Way.Left is { } left)
        {
            yield return left;
        }

        if (facts.LeftOut > 0)
        {
            yield return $"{Count(facts.LeftOut, "stop")} left out, as there would be too many";
        }

        if (facts.Dropped > 0)
        {
            yield return $"{Count(facts.Dropped, "release")} jumped over, as their images are not there";
        }

        foreach (var stays in facts.Move.Left.Take(3))
        {
            yield return stays;
        }

        if (facts.Configuration.Count > 0 && facts.Configuration[0].SetAt.Count == 0)
        {
            var names = facts.Configuration.Select(c => c.Name).ToList();
            yield return $"the notes name {string.Join(", ", names.Take(4))}{(names.Count > 4 ? $" and {names.Count - 4} more" : "")}; this stack {(names.Count == 1 ? "does not set it" : "sets none of them")}";
        }
    }

    public static IEnumerable<string> OfStack(StackScan stack, bool lacksBackup)
    {
        if (lacksBackup)
        {
            yield return "has a database, but no CronJob that backs it up is known";
        }

        if (stack.Unreadable.Count > 0)
        {
            yield return $"{Count(stack.Unreadable.Count, "file")} of the stack cannot be read, so there may be more places";
        }
    }

    public static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";

    [GeneratedRegex(@"\b(?:remov(?:e[sd]?|al)|dropp?(?:ed|s)?|renamed?|deprecated?|required?|mandatory|moved|replaced?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Verbs();
}
