using Upgrades.Contracts.Vocabulary;
using Upgrades.Standalone.Commands;

namespace Upgrades.Standalone.Planning;

/// <summary>
/// What an operator at a terminal is told of one upgrade, as headings and lines: what a person has to act on before what explains it. A
/// heading without facts is left out. Addresses stand on lines of their own, so that they can be clicked.
/// </summary>
internal static class UpgradeFacts
{
    private const int HeadingWidth = 11;
    private const int ShownSetAside = 5;

    /// <summary>At most 100 columns wide. No part of a patch, so it is made harmless even when it goes elsewhere.</summary>
    public static IEnumerable<string> Lines(PlannedUpgrade upgrade) => Of(upgrade).SelectMany(f => Layout(f.Heading, f.Facts)).Select(Terminal.Harmless);

    /// <summary>Headings in a column of their own; a fact that is longer than its line goes on one step further in.</summary>
    private static IEnumerable<string> Layout(string heading, IReadOnlyList<string> facts) => facts.SelectMany((fact, i) =>
        TextWidth.Wrap($"  {(i == 0 ? heading : ""),-HeadingWidth}{fact.ReplaceLineEndings(" ")}", HeadingWidth + 4 + fact.Length - fact.TrimStart().Length));

    private static IEnumerable<(string Heading, IReadOnlyList<string> Facts)> Of(PlannedUpgrade upgrade) =>
    [
        ("moves", [.. upgrade.Images.Select(i => $"{i.Image} {i.From} -> {i.To}"), .. upgrade.Charts.Select(c => $"chart {c.Chart} ({c.Release}) {c.From} -> {c.To}")]),
        ("risk", [$"{upgrade.Risk}", .. Cited(upgrade.Reasons.Select(Reason), indent: "  ")]),
        ("summary", upgrade.Summary),
        ("settings", [.. Cited(upgrade.Configuration.OrderByDescending(c => c.SetAt.Count > 0).Select(Setting))]),
        ("fixes", [.. upgrade.SecurityFixes.Count > 0 ? Cited(upgrade.SecurityFixes.Select(Weakness)) : upgrade.Advisories]),
        ("weak", [.. Cited(upgrade.KnownWeaknesses.Select(Weakness))]),
        ("steps", [.. upgrade.Steps.Select(s => $"{s.Number}. {s.Version}")]),
        ("backup", [upgrade.Backup is { } backup ? $"CronJob {backup.CronJob} in {backup.Namespace}{(backup.Shared ? ", shared" : "")}" : "none"]),
        ("rollback", [$"brings back {upgrade.Rollback}"]),
        ("notes", [.. Cited(upgrade.Sources.Select(Source))]),
        ("set aside", SetAside(upgrade.SetAside)),
        ("advisor", [.. (upgrade.Advice ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries)]),
    ];

    private static (string, string?) Reason(RiskReason reason) => (string.Join(": ", ((string?[])[reason.Rule, reason.Release, reason.Line]).OfType<string>()), reason.Url);

    private static (string, string?) Setting(ConfigurationMention mention) =>
        ($"{mention.Name}: {(mention.SetAt.Count > 0 ? $"set in {string.Join(", ", mention.SetAt)}" : "not set in this stack")}; {mention.Release}: {mention.Line}", mention.Url);

    private static (string, string?) Weakness(SecurityFix fix) =>
        ($"{fix.Id}{(fix.Severity is null ? "" : $" {fix.Severity}")}{(fix.Summary is null ? "" : $": {fix.Summary}")}", fix.Url);

    private static (string, string?) Source(NotesSource source) => ($"{source.Repository}, for {source.Of}: {source.Why}", source.Url);

    private static IReadOnlyList<string> SetAside(IReadOnlyList<SetAsideHit> hits) =>
    [
        .. hits.Take(ShownSetAside).Select(h => $"{h.Rule} ({h.Why}): {h.Release}: {h.Line}"),
        .. hits.Count > ShownSetAside ? [$"and {hits.Count - ShownSetAside} more, all of them with --json"] : (string[])[],
    ];

    /// <summary>An address once, under the last of the lines that it is for.</summary>
    private static IEnumerable<string> Cited(IEnumerable<(string Text, string? Url)> lines, string indent = "")
    {
        var all = lines.ToList();
        foreach (var (i, (text, url)) in all.Index())
        {
            yield return indent + text;
            if (url is not null && (i + 1 == all.Count || all[i + 1].Url != url))
            {
                yield return $"{indent}  {url}";
            }
        }
    }
}
