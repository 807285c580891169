using System.Text.RegularExpressions;

namespace Upgrades.Analyzer.Assessment;

/// <summary>What the beginning of a line says about the rest of it: <c>fix(api)!: …</c>, <c>Fixed …</c>.</summary>
/// <param name="Where">In which kind of line a keyword of small weight does not count; null: it counts.</param>
internal sealed partial record LineContext(bool IsMarkedBreaking, string? Where)
{
    private static readonly string[] OfFixes = ["fix", "fixes", "fixed", "bugfix", "bugfixes", "hotfix", "bug"];
    private static readonly string[] OfBuilders = ["chore", "refactor", "test", "tests", "docs", "doc", "ci", "build", "style", "dev", "internal", "i18n", "l10n", "lint", "chores", "documentation", "tests", "website", "guide", "guides", "int", "translations", "translation", "deps", "cleanup", "dx"];
    private static readonly string[] OfOthers = ["feat", "feature", "perf", "revert", "security", "deprecate", "remove", "chore"];

    public static LineContext Of(string text)
    {
        if (Footer().IsMatch(text) && !Denials.Covers(text))
        {
            return new LineContext(true, null);
        }

        var lead = Lead().Match(text);
        var types = lead.Groups["type"].Captures.Select(c => c.Value.ToLowerInvariant()).ToList();
        var type = types.Find(t => IsOne(OfFixes, t) || IsOne(OfBuilders, t));
        return types.Contains("revert") ? new LineContext(false, "in a line that takes something back")
            : lead.Groups["bang"].Success && (type is not null || types.Exists(t => IsOne(OfOthers, t))) ? new LineContext(true, null)
            : type is not null ? new LineContext(false, $"in a line of \"{type}\"")
            : new LineContext(false, Repair().IsMatch(text.AsSpan(lead.Length)) ? "in a line about a fix" : null);
    }

    /// <summary>A line of <c>docs:</c>, <c>chore:</c> and the like.</summary>
    public static bool IsOfBuilders(string text) => Lead().Match(text).Groups["type"].Captures.Any(c => IsOne(OfBuilders, c.Value.ToLowerInvariant()));

    private static bool IsOne(string[] types, string type) => Array.IndexOf(types, type) >= 0;

    [GeneratedRegex(@"\A\W{0,10}BREAKING[ -]CHANGES?\b\s*(?:\([^()]{1,60}\))?\s*:")]
    private static partial Regex Footer();

    /// <summary>Numbers, hashes and boxes, then up to three words with a colon each, scopes among them: <c>#12 [stable] web/docs: fix(api)!: …</c>.</summary>
    [GeneratedRegex(@"\A(?:[^\w\[]|[0-9a-f]{7,40}\b|[0-9]{1,7}\b|\[(?<type>[^\]]{1,30})\]){0,12}(?:(?:[\w.-]{1,30}[/ ]){0,2}(?<type>[A-Za-z0-9_.-]{2,24})(?:\s?\([^()]{1,60}\))?(?<bang>!)?:\s+){0,3}\W{0,4}", RegexOptions.IgnoreCase)]
    private static partial Regex Lead();

    [GeneratedRegex(@"\A\W{0,4}(?:(?:(?:more|other|some|small|minor|security|possible)\s)?(?:fix(?:e[sd]|ing)?|bug-? ?fix(?:es)?|hotfix|resolve[sd]?|correct(?:s|ed)?|correctly|prevent(?:s|ed)?|avoid(?:s|ed)?|ensure[sd]?|repair(?:s|ed)?|handle[sd]?|catch(?:es)?|behoben|korrig\w+|fehler\w*|corrig\w+|corrections?)\b|修复|修正)", RegexOptions.IgnoreCase)]
    private static partial Regex Repair();
}
