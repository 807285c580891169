using System.Text.RegularExpressions;

namespace Upgrades.Analyzer.Assessment;

/// <summary>
/// What a word means where it stands: "removed users" and "line breaking" warn nobody. The lists are ours and short: they name what
/// release notes use those words for, and no project's own things.
/// </summary>
internal static partial class Senses
{
    private const int Window = 100;

    /// <summary>"Fix #12: …", or text in quotation marks.</summary>
    public static bool IsQuoted(string text, int index)
    {
        var before = text.AsSpan(0, index);
        var behind = text.AsSpan(index);
        return (before.Count('"') % 2 == 1 && behind.Contains('"')) || (before.LastIndexOf('“') > before.LastIndexOf('”') && behind.Contains('”')) || IsIssueTitle(before);
    }

    public static bool IsIssueTitle(ReadOnlySpan<char> before) => IssueTitle().IsMatch(before);

    /// <summary>A word that has another meaning here.</summary>
    public static bool IsOther(string word, string text, int index, int length)
    {
        var before = text[Math.Max(0, index - Window)..index];
        var after = text.Substring(index + length, Math.Min(Window, text.Length - index - length));
        return word.ToLowerInvariant() switch
        {
            "breaking" => !text.AsSpan(index).StartsWith("BREAKING", StringComparison.Ordinal) && (OtherBreak().IsMatch(before) || !BreaksThings().IsMatch(after)),
            "removed" or "renamed" => !(Done().IsMatch(before) || DoneBehind().IsMatch(after)) || Adjective().IsMatch(before) || (Possible().IsMatch(before) && !Announced().IsMatch(after)) || AtRunTime().IsMatch(before)
                || ThingsThatWere().IsMatch(after),
            "deprecated" => Adjective().IsMatch(before) || OwnUse().IsMatch(before) || AtRunTime().IsMatch(before),
            "incompatible" => Adjective().IsMatch(before),
            "database migration" or "schema change" => Around().IsMatch(before) || Tooling().IsMatch(after),
            _ => false,
        };
    }

    /// <summary>Nobody used it.</summary>
    public static bool IsUnused(string text) => NeverUsed().IsMatch(text);

    /// <summary>What goes was never anybody's but the developers'.</summary>
    public static bool IsInternal(string text) => text.Length <= NoteBlock.Longest && (NeverUsed().IsMatch(text) || (Developers().IsMatch(text) && !Operators().IsMatch(text)));

    [GeneratedRegex(@"\b(?:fix(?:e[sd])?|close[sd]?|resolve[sd]?)\s+(?:\w+/\w+)?#[0-9]+\s*[:)–—-]", RegexOptions.IgnoreCase)]
    private static partial Regex IssueTitle();

    [GeneratedRegex(@"\b(?:(?:line|word|text|page|paragraph|column|record|ground|path|ice|code|without|avoid(?:s|ing)?|from|prevent(?:s|ed|ing)?|stop(?:s|ped)?|was|were|by|keeps?|kept|instead of|risk of|caus(?:es?|ed|ing))[\s-]+)\z", RegexOptions.IgnoreCase)]
    private static partial Regex OtherBreak();

    /// <summary>"breaking changes", "breaking for who …", "Breaking: …", "this is breaking"; not "breaking the page", "the breaking of names".</summary>
    [GeneratedRegex(@"\A(?:\W{0,3}(?:changes?|updates?|releases?|upgrades?|migrations?|modifications?|features?|apis?|for|if|when you|to|behaviou?rs?|removals?|news? in)\b|\s*(?:[:!.,;)\]*—–-]|\z))", RegexOptions.IgnoreCase)]
    private static partial Regex BreaksThings();

    /// <summary>Something was done to it by who wrote this: "has been removed", "added and removed", "feat: removed". Else it is what happens to things: "the removed entries".</summary>
    [GeneratedRegex(@"(?:\A(?:\W|[0-9a-f]{7,40}\b|[0-9]+\b)*|[.:;,(!?|—–/]\s*|\s-\s*|\b(?:and|or|we|i|have|has|had|been|is|are|was|were|be|got|gets|now|also|finally|completely|fully|entirely|therefore|hence|already|since|not|team)\s+)[*_\W]{0,3}\z", RegexOptions.IgnoreCase)]
    private static partial Regex Done();

    /// <summary>"Old API removed", "the port renamed to DOOR".</summary>
    [GeneratedRegex(@"\A(?:\s*(?:[.:;,!()|—–-]|\z)|\s+(?:in favou?r|to|in v?[0-9]|due|because)\b)", RegexOptions.IgnoreCase)]
    private static partial Regex DoneBehind();

    /// <summary>"Removed users are shown": of things that were, and nothing that was done.</summary>
    [GeneratedRegex(@"\A\s+(?!(?:the|an?|all|any|support|some)\b)(?:(?!(?:which|that|as|and|or|the|from)\b)[\w-]+\s){1,3}(?:are|is|can|could|do|does|don['’]t|doesn['’]t|will|won['’]t|were|was|no longer|stay|show|appear|keep)\b", RegexOptions.IgnoreCase)]
    private static partial Regex ThingsThatWere();

    /// <summary>"a bug with removed users", "shows deprecated items".</summary>
    [GeneratedRegex(
        @"\b(?:of|for|with|from|about|between|handl(?:e|es|ing)|detect(?:s|ing)?|show(?:s|ing)?|display(?:s|ing|ed)?|hid(?:e|es|ing)|restor(?:e|es|ing)|ignor(?:e|es|ing)|skip(?:s|ping)?|list(?:s|ing)?|track(?:s|ing)?|sync(?:s|ing)?|already|recently|previously|accidentally|mistakenly|wrongly|incorrectly|automatically|unexpectedly|silently|properly|correctly|clean(?:s|ing)? up)(?:\s+(?:a|an|the|all|any))?\s+\z",
        RegexOptions.IgnoreCase)]
    private static partial Regex Adjective();

    [GeneratedRegex(@"(?<!\b(?:ha(?:s|ve|d)|needs?)\s)\b(?:can(?:not)?|could|may|might|to|gets?|getting|got|being|not)\s+(?:(?:now|also|only|easily|then|never)\s+)?(?:be\s+)?\z", RegexOptions.IgnoreCase)]
    private static partial Regex Possible();

    [GeneratedRegex(@"\A[^.;]{0,40}\b(?:in|with|by)\s+(?:v?[0-9]|(?:a|the|some)\s+(?:future|next|upcoming|later|following)|future)", RegexOptions.IgnoreCase)]
    private static partial Regex Announced();

    [GeneratedRegex(@"\b(?:when|whenever|if|once|after|until|unless|while|where|that|what|who|which|whose)\s[^.;:]{0,60}\b(?:is|are|was|were|gets?|been|be|being)\s+(?:\w+ly\s+)?\z|\b(?:when|whenever|if|once|after|until|unless|what|who|which)\s+(?:\w+\s+)?\z", RegexOptions.IgnoreCase)]
    private static partial Regex AtRunTime();

    [GeneratedRegex(@"\b(?:replac|updat|migrat|fix|clean|stop|avoid|refactor|upgrad|switch|mov|us)(?:e|es|ed|ing|ped|ping|s)?\b[^.;:]{0,40}\z", RegexOptions.IgnoreCase)]
    private static partial Regex OwnUse();

    [GeneratedRegex(@"\b(?:faster|speed(?:s|ing)? up|improv(?:e|es|ed|ing)|optimi[sz](?:e|es|ed|ing)|tests?(?: for)?|log(?:s|ging)?|document(?:s|ed|ing)?|refactor(?:s|ed|ing)?|lint(?:s|ing)?|during|squash(?:ed|es)?|fix(?:es|ed|ing)?)\s+(?:the\s+|of\s+|for\s+|long\s+|an?\s+)*\z", RegexOptions.IgnoreCase)]
    private static partial Regex Around();

    [GeneratedRegex(@"\A\s+(?:tests?|docs?|documentation|tool(?:ing|s)?|logs?|logging|scripts?|files?|code|framework|progress)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Tooling();

    [GeneratedRegex(@"\b(?:unused|dead code|unreachable|redundant|unnecessary|unneeded|superfluous|duplicate[sd]?|left-?overs?|stray|typos?|stale|outdated|old (?:demos?|logos?|files?|scripts?|comments?|examples?|screenshots?)|console\.?\s?logs?|debug(?:ging)? (?:logs?|code|statements?|outputs?|prints?|messages?)|log (?:statements?|spam))\b", RegexOptions.IgnoreCase)]
    private static partial Regex NeverUsed();

    [GeneratedRegex(
        @"\b(?:comments?|whitespaces?|imports|translations?|locales?|tests?|test suites?|fixtures?|lint\w*|eslint|prettier|mypy|ruff|ci|github actions?|workflow files?|codecov|readme|documentation|docs|dev(?:elopment)? dependenc\w+|dependenc(?:y|ies)|packages?|librar(?:y|ies)|polyfills?|boilerplate|helpers?|helper functions?|internal\w*|private|refactor\w*|code ?base|class(?:es)?|methods?|functions?|type hints?|typings?|css|styles?|styling|padding|margins?|spac(?:es|ing)|borders?|icons?|shadows?|animations?|tooltips?|placeholders?|buttons?|flicker\w*)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Developers();

    [GeneratedRegex(
        @"\b(?:options?|settings?|environment|env|variables?|config\w*|flags?|parameters?|arguments?|endpoints?|api|support|commands?|features?|integrations?|providers?|roles?|permissions?|plugins?|headers?|ports?|volumes?|images?|defaults?|php|python|node(?:\.js)?|postgres\w*|mysql|mariadb|redis|docker|armv?[67]|32-bit)\b|\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b|--[a-z]",
        RegexOptions.IgnoreCase)]
    private static partial Regex Operators();
}
