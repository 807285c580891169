using System.Text.RegularExpressions;

namespace Upgrades.Analyzer.Assessment;

/// <summary>What the beginning of a line says about the rest of it: <c>fix(api)!: …</c>, <c>Fixed …</c>.</summary>
/// <param name="Where">In which kind of line a keyword of small weight does not count; null: it counts.</param>
internal sealed partial record LineContext(bool IsMarkedBreaking, string? Where)
{
    private static readonly string[] OfFixes = ["fix", "fixes", "fixed", "bugfix", "hotfix", "bug"];
    private static readonly string[] OfBuilders = ["chore", "refactor", "test", "tests", "docs", "doc", "ci", "build", "style", "dev", "internal", "i18n", "l10n", "lint", "chores", "documentation"];
    private static readonly string[] OfOthers = ["feat", "feature", "perf", "revert", "security", "deprecate", "remove"];

    public static LineContext Of(string text)
    {
        if (Footer().IsMatch(text) && !Denials.Covers(text))
        {
            return new LineContext(true, null);
        }

        var commit = Commit().Match(text);
        if (commit.Success)
        {
            var type = commit.Groups["type"].Value.ToLowerInvariant();
            var context = Array.IndexOf(OfFixes, type) >= 0 || Array.IndexOf(OfBuilders, type) >= 0 ? $"in a line of \"{type}\"" : null;
            return new LineContext(commit.Groups["bang"].Success && (context is not null || Array.IndexOf(OfOthers, type) >= 0), context);
        }

        return new LineContext(false, Repair().IsMatch(text) ? "in a line about a fix" : null);
    }

    [GeneratedRegex(@"\A\W{0,10}BREAKING[ -]CHANGES?\b\s*(?:\([^()]{1,60}\))?\s*:")]
    private static partial Regex Footer();

    [GeneratedRegex(@"\A\W{0,10}(?<type>[A-Za-z0-9]{2,14})(?:\s?\([^()]{1,60}\)|/[\w-]{1,30})?(?<bang>!)?:\s")]
    private static partial Regex Commit();

    [GeneratedRegex(@"\A\W{0,10}(?:(?:\[[^\]]{1,30}\]|[\w/ .-]{1,30}:)\s*)?(?:fix(?:e[sd]|ing)?|bug ?fix(?:es)?|hotfix|resolve[sd]?|correct(?:s|ed)?|prevent(?:s|ed)?|avoid(?:s|ed)?|ensure[sd]?|repair(?:s|ed)?|handle[sd]?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Repair();
}
