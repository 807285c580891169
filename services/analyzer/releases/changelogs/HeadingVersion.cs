using System.Text.RegularExpressions;

namespace Upgrades.Analyzer.Releases.Changelogs;

/// <summary>The version that a heading announces.</summary>
/// <param name="Name">As written.</param>
/// <param name="Certain">Nothing stands beside it but what announces a release: <c>Version</c>, a date, a link. Else it may be a sentence with a number.</param>
/// <param name="Dated">A date stands behind it.</param>
internal sealed partial record HeadingVersion(string Name, ReleaseVersion Version, bool Certain, bool Dated)
{
    private const int Longest = 300;
    private const int MostWordsBefore = 6;

    /// <summary>Words that announce a release.</summary>
    private static readonly HashSet<string> Announcing = new(StringComparer.OrdinalIgnoreCase)
    {
        "version", "release", "ver", "rel", "v", "changes", "change", "news", "noteworthy", "significant", "major", "overview", "of", "in", "for", "with", "the", "between", "and", "from",
        "to", "what's", "whats", "new", "notes", "changelog", "stable",
    };

    /// <summary>Words that make the number another thing than a release of this project, or the one before.</summary>
    private static readonly HashSet<string> Denying = new(StringComparer.OrdinalIgnoreCase)
    {
        "upgrade", "upgrades", "upgrading", "migrate", "migrating", "migration", "since", "until", "before", "after", "prior", "requires", "require", "required", "requirements", "python", "node",
        "nodejs", "php", "ruby", "java", "postgres", "postgresql", "mysql", "mariadb", "redis", "django", "rails", "support", "supports", "drop", "dropped", "deprecate", "deprecated", "removed", "fixed", "fixes",
    };

    /// <summary>Words behind which two versions follow, and the second is meant.</summary>
    private static readonly string[] Pairs = ["between", "from"];

    public bool Extends(HeadingVersion other) =>
        Version.Tag.Parts.Count > other.Version.Tag.Parts.Count && Version.Line(other.Version.Tag.Parts.Count).CompareTo(other.Version.Line(other.Version.Tag.Parts.Count)) == 0;

    /// <param name="text">A heading without its marks. Any text.</param>
    /// <returns>Null when it announces no version.</returns>
    public static HeadingVersion? Find(string text)
    {
        if (text.Length > Longest || !text.Any(char.IsAsciiDigit))
        {
            return null;
        }

        var words = Target().Replace(Tag().Replace(text, " "), "] ").Split([' ', '\t', '\u00a0'], StringSplitOptions.RemoveEmptyEntries).Select(w => w.Trim('[', ']', '*', '`', '(', ')', ',', ';', '"', '\'', '_', '='))
            .Where(w => w.Any(char.IsLetterOrDigit)).ToList();
        var at = words.FindIndex(IsVersion);
        var pair = at > 0 && words.Take(at).Any(w => Pairs.Contains(w, StringComparer.OrdinalIgnoreCase)) ? words.FindIndex(at + 1, IsVersion) : -1;
        var before = words.Take(Math.Max(at, 0)).Select(w => w.Trim(':', '.')).ToList();
        at = pair > 0 ? pair : at;
        if (at < 0 || before.Count > MostWordsBefore || before.Exists(Denying.Contains) || words.Skip(at + 1).Take(1).Any(Denying.Contains)
            || ReleaseTag.Parse(words[at].TrimEnd(':', '.').Replace('~', '-')) is not { } tag)
        {
            return null;
        }

        var rest = text[(text.LastIndexOf(words[at], StringComparison.Ordinal) + words[at].Length)..].TrimStart(']', ')', '*', '`', ':', '_', ' ', '\t', '.', ',');
        var dated = Date().IsMatch(rest);
        return new HeadingVersion(words[at].TrimEnd(':', '.'), tag.Version, before.TrueForAll(Announcing.Contains) && (rest.Length == 0 || dated || Behind().IsMatch(rest)), dated);
    }

    private static bool IsVersion(string word) => Written().IsMatch(word);

    [GeneratedRegex(@"\A(?:@?[\p{L}][\p{L}\p{N}@/_-]{0,60}[@/_-])?[vV]?[0-9]{1,20}(?:\.[0-9]{1,20}){1,5}(?:[-._+~][0-9A-Za-z]{1,20}){0,6}[:.]?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Written();

    [GeneratedRegex(@"<[^<>]{0,200}>", RegexOptions.NonBacktracking)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\]\([^()\s]{0,300}\)", RegexOptions.NonBacktracking)]
    private static partial Regex Target();

    [GeneratedRegex(
        @"(?:19|20)[0-9]{2}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:19|20)[0-9]{2}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?,? .{0,10}(?:19|20)[0-9]{2}",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Date();

    [GeneratedRegex(@"\A(?:[-–—/|(\[{:""'“]|released?\b|unreleased\b|final\b|stable\b|lts\b|and\b|yanked\b)", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Behind();
}
