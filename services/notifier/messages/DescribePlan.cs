using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using static Upgrades.Notifier.Messages.SlackText;

namespace Upgrades.Notifier.Messages;

/// <summary>
/// A plan in a channel, what matters most first: what moves and how dangerous that is, the summary (its configuration line leads), what it
/// closes, why it is dangerous, and at the end where that was read. What is too much for a message (<c>reference/slack.md</c> §1) is left
/// out from the end.
/// </summary>
internal static class DescribePlan
{
    private const int CitedReasons = 5;
    private const int CitedFixes = 3;
    private const int NamedFixes = 10;
    private const int NamedSteps = 12;
    private const int NamedSources = 2;
    private const int AdviceLines = 15;
    private const int LongestMessage = 3900;

    public static string Planned(UpgradePlanned e) => Fit([.. Lines(e, CitedReasons, CitedFixes)]);

    /// <summary>All that is cited, for a thread, which has room (<see cref="Pieces"/>).</summary>
    public static string Whole(UpgradePlanned e) => string.Join('\n', Lines(e, int.MaxValue, int.MaxValue));

    private static IEnumerable<string> Lines(UpgradePlanned e, int reasons, int fixes) =>
    [
        string.Concat(
            $"{Sign(e.Risk)} *{Describe.Stack(e.Stack)} planned*: {Changes(e.Images, e.Charts)}, risk {e.Risk}",
            e.Steps.Count > 1 ? $", in {e.Steps.Count} steps: {string.Join(" → ", e.Steps.Take(NamedSteps).Select(s => Code(s.Version)))}{(e.Steps.Count > NamedSteps ? " …" : "")}" : ""),
        .. e.Summary.Select(line => $"• {Say(line)}"),
        .. Fixes(e, fixes),
        .. e.KnownWeaknesses.Take(fixes).Select(w => $"• has a known weakness: {Weakness(w)}"),
        .. e.KnownWeaknesses.Count > fixes ? [$"• and {Count(e.KnownWeaknesses.Count - fixes, "more known weakness", "more known weaknesses")}"] : (string[])[],
        .. e.Reasons.Take(reasons).Select(Reason),
        .. e.Reasons.Count > reasons ? [$"• and {Count(e.Reasons.Count - reasons, "more reason", "more reasons")}"] : (string[])[],
        .. e.Backup is { } backup ? [$"• backup first: {Code($"{backup.Namespace}/{backup.CronJob}")}"] : (string[])[],
        $"• a rollback brings back {Say(RollbackReach.Of(e))}",
        .. e.Sources.Take(NamedSources).Select(s => $"• notes from {Link(s.Url, s.Repository)}: {Say(s.Why)}"),
        .. e.SetAside.Count > 0 ? [$"• {Count(e.SetAside.Count, "keyword hit", "keyword hits")} set aside"] : (string[])[],
        .. Advice(e.Advice),
    ];

    private static IEnumerable<string> Fixes(UpgradePlanned e, int most)
    {
        foreach (var fix in e.SecurityFixes.Take(most))
        {
            yield return $"• fixes {Weakness(fix)}";
        }

        // A plan from before may know no more than the identifiers.
        var others = e.SecurityFixes.Count > 0 ? e.SecurityFixes.Skip(most).Select(f => f.Id).ToList() : [.. e.Advisories];
        if (others.Count > 0)
        {
            yield return $"• fixes {(e.SecurityFixes.Count > 0 ? "also " : "")}{string.Join(", ", others.Take(NamedFixes).Select(Code))}{(others.Count > NamedFixes ? $" and {others.Count - NamedFixes} more" : "")}";
        }
    }

    private static string Weakness(SecurityFix fix)
    {
        var said = string.Join(": ", ((string?[])[fix.Severity, fix.Summary]).Where(s => !string.IsNullOrEmpty(s)).Select(Say));
        return $"{(fix.Url is null ? Code(fix.Id) : Link(fix.Url, fix.Id))}{(said.Length > 0 ? $" ({said})" : "")}";
    }

    private static string Reason(RiskReason reason) => string.Concat(
        $"• {Say(reason.Rule)}",
        reason.Release is null ? "" : $" in {Link(reason.Url, reason.Release)}",
        reason.Line is null ? "" : $": {Say(reason.Line)}");

    /// <summary>In a quote of its own: nobody shall take it for something that was checked.</summary>
    private static IEnumerable<string> Advice(string? advice)
    {
        List<string> lines = [.. (advice ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(AdviceLines)];
        return lines.Count == 0 ? [] : ["> _The advisor, a language model that has read the notes and decides nothing:_", .. lines.Select(l => $"> {Say(l)}")];
    }

    private static string Fit(IReadOnlyList<string> lines)
    {
        const string Cut = "… and more, see `upgrades plan`";
        var (length, kept) = (0, new List<string>());
        foreach (var line in lines)
        {
            length += line.Length + 1;
            if (length > LongestMessage - Cut.Length && kept.Count > 0)
            {
                return string.Join('\n', [.. kept, Cut]);
            }

            kept.Add(line);
        }

        return string.Join('\n', kept);
    }

    private static string Count(int number, string one, string many) => $"{number} {(number == 1 ? one : many)}";

    internal static string Sign(Risk risk) => risk switch
    {
        Risk.Safe => ":large_green_circle:",
        Risk.Caution => ":large_yellow_circle:",
        _ => ":white_circle:",
    };
}
