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
        TextWidth.Wrap($"  {(i == 0 ? heading : ""),-HeadingWidth}{fact}", HeadingWidth + 4 + fact.Length - fact.TrimStart().Length));

    private static IEnumerable<(string Heading, IReadOnlyList<string> Facts)> Of(PlannedUpgrade upgrade) =>
    [
        ("moves", [.. upgrade.Images.Select(i => $"{i.Image} {i.From} -> {i.To}"), .. upgrade.Charts.Select(c => $"chart {c.Chart} ({c.Release}) {c.From} -> {c.To}")]),
        ("risk", [$"{upgrade.Risk}", .. upgrade.Reasons.SelectMany(Reason)]),
        ("summary", upgrade.Summary),
        ("settings", [.. upgrade.Configuration.OrderByDescending(c => c.SetAt.Count > 0).SelectMany(Setting)]),
        ("fixes", [.. upgrade.SecurityFixes.Count > 0 ? upgrade.SecurityFixes.SelectMany(Weakness) : upgrade.Advisories]),
        ("weak", [.. upgrade.KnownWeaknesses.SelectMany(Weakness)]),
        ("steps", [.. upgrade.Steps.Select(s => $"{s.Number}. {s.Version}")]),
        ("backup", [upgrade.Backup is { } backup ? $"CronJob {backup.CronJob} in {backup.Namespace}{(backup.Shared ? ", shared" : "")}" : "none"]),
        ("notes", [.. upgrade.Sources.SelectMany(Source)]),
        ("set aside", SetAside(upgrade.SetAside)),
        ("advisor", [.. (upgrade.Advice ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries)]),
    ];

    private static IEnumerable<string> Reason(RiskReason reason) =>
        Cited($"  {string.Join(": ", ((string?[])[reason.Rule, reason.Release, reason.Line]).OfType<string>())}", "    ", reason.Url);

    private static IEnumerable<string> Setting(ConfigurationMention mention) =>
        Cited($"{mention.Name}: {(mention.SetAt.Count > 0 ? $"set in {string.Join(", ", mention.SetAt)}" : "not set in this stack")}; {mention.Release}: {mention.Line}", "  ", mention.Url);

    private static IEnumerable<string> Weakness(SecurityFix fix) =>
        Cited($"{fix.Id}{(fix.Severity is null ? "" : $" {fix.Severity}")}{(fix.Summary is null ? "" : $": {fix.Summary}")}", "  ", fix.Url);

    private static IEnumerable<string> Source(NotesSource source) =>
        Cited($"{source.Repository}, for {source.Of}: {source.Why}", "  ", source.Url);

    private static IReadOnlyList<string> SetAside(IReadOnlyList<SetAsideHit> hits) =>
    [
        .. hits.Take(ShownSetAside).Select(h => $"{h.Rule} ({h.Why}): {h.Release}: {h.Line}"),
        .. hits.Count > ShownSetAside ? [$"and {hits.Count - ShownSetAside} more, all of them with --json"] : (string[])[],
    ];

    private static IEnumerable<string> Cited(string text, string indent, string? url) => url is null ? [text] : [text, indent + url];
}
