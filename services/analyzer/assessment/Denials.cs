using System.Text.RegularExpressions;

namespace Upgrades.Analyzer.Assessment;

/// <summary>Where the text says that there is no such thing.</summary>
internal static partial class Denials
{
    private const int Window = 120;

    /// <summary>A whole heading, line or item.</summary>
    public static bool Covers(string text) => text.Length <= 300 && (Nothing().IsMatch(text) || NoneSuch().IsMatch(text) || NoneAfter().IsMatch(text));

    /// <summary>"None." and nothing else.</summary>
    public static bool IsNothing(string text) => text.Length <= 60 && Nothing().IsMatch(text);

    /// <summary>A stretch of a text: "no breaking changes", "non-breaking", "breaking: none".</summary>
    public static bool Of(string text, int index, int length)
    {
        var before = text[Math.Max(0, index - Window)..index];
        var after = text.Substring(index + length, Math.Min(Window, text.Length - index - length));
        return Before().IsMatch(before) || NoneBehind().IsMatch(after);
    }

    /// <summary>"no breaking changes", "non-breaking", "nothing was removed", "without any known database migration", "no options were removed or renamed".</summary>
    [GeneratedRegex(
        @"(?:\b(?:no|non|not|never|without|zero|nothing|none|neither|free of|would(?: have)?(?: been)?)|n['’]t)(?:[\s-]+(?:a|an|the|any|any of|of|known|new|other|further|more|additional|expected|intended|considered|longer|yet|major|database|schema|manual|data|user|facing|api|apis|is|are|was|were|has|have|had|been|be|should|introduce|introduces|contain|contains|include|includes|require|requires|need|cause|options?|settings?|features?|endpoints?|flags?|fields?|keys?|variables?|changes?|code|actually|technically|removed|renamed|deprecated|breaking|incompatible|or|and|nor|purely|strictly|really|otherwise)\b,?)*[\s-]+\z",
        RegexOptions.IgnoreCase)]
    private static partial Regex Before();

    /// <summary>"Breaking changes: none", "manual intervention is not needed".</summary>
    [GeneratedRegex(
        @"\A(?:[\w\s]{0,20}[:=–—-]+\s*\(?(?:none|n/a|nothing|no)\b(?! longer)|(?:\s+(?:changes?|steps?|migrations?))?\s+(?:is|are|was|were|should)(?:\s+not|n['’]t)\b(?! (?:supported|possible|compatible))|(?:\s+changes?)?\s*\(?(?:none|n/a)\b)",
        RegexOptions.IgnoreCase)]
    private static partial Regex NoneBehind();

    [GeneratedRegex(@"\A\W*(?:none|nil|n/?a|nothing|no|nope|not applicable|there (?:are|is) (?:none|nothing)|nothing (?:here|yet|to (?:see|report|do)|special)|none (?:in this|for this|known|so far|this) ?\w*(?: \w+)?)\W*\z", RegexOptions.IgnoreCase)]
    private static partial Regex Nothing();

    /// <summary>"There are no breaking changes in this release."</summary>
    [GeneratedRegex(
        @"\A\W*(?:(?:there|this|these|the|we|it)\b[\w\s.]{0,40}?)?\b(?:no|not|non|without|zero|free of)\b[\w\s/-]{0,40}?\b(?:breaking|incompatib\w+|removals?|removed|deprecat\w+|migrations?|manual|action|special|additional|changes? (?:needed|required))\b[^;:]{0,60}\z",
        RegexOptions.IgnoreCase)]
    private static partial Regex NoneSuch();

    [GeneratedRegex(@"\A[\w\s]{3,40}[:=–—-]+\s*\(?(?:none|n/a|nothing|no)\W*\z", RegexOptions.IgnoreCase)]
    private static partial Regex NoneAfter();
}
