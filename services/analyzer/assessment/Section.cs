using System.Text.RegularExpressions;

namespace Upgrades.Analyzer.Assessment;

internal enum SectionKind
{
    /// <summary>Says nothing about what stands below it.</summary>
    Other,

    Breaking,
    Upgrade,
    Removed,
    Deprecated,

    /// <summary>What was wrong and is right now.</summary>
    Fixes,

    /// <summary>What only those notice who build it.</summary>
    Internal,
}

/// <summary>What a heading says about all that stands below it.</summary>
internal static partial class Section
{
    private const int LongestTitle = 80;

    public static SectionKind Of(string heading)
    {
        var title = Decoration().Replace(heading, " ").Trim();
        var words = title.Length is 0 or > LongestTitle ? 0 : title.Split(' ').Length;
        return words == 0 || Denials.Covers(title) ? SectionKind.Other
            : words <= 6 && Breaking().IsMatch(title) && !Explained().IsMatch(heading) ? SectionKind.Breaking
            : words <= 5 && Removed().IsMatch(title) && !Explained().IsMatch(heading) ? Removals().IsMatch(title) ? SectionKind.Removed : SectionKind.Deprecated
            : words <= 8 && Upgrade().IsMatch(title) ? SectionKind.Upgrade
            : words <= 5 && Internal().IsMatch(title) ? SectionKind.Internal
            : words <= 5 && Fixes().IsMatch(title) && !Features().IsMatch(title) ? SectionKind.Fixes
            : SectionKind.Other;
    }

    /// <summary>Emoji, pointers and what surrounds the words.</summary>
    [GeneratedRegex(@"[^\p{L}\p{N}'’/&.-]+", RegexOptions.NonBacktracking)]
    private static partial Regex Decoration();

    /// <summary>"Breaking change: the port is 8081" is not a title but the thing itself.</summary>
    [GeneratedRegex(@"\w\s*(?:[:–—]|\s-)\s*\w", RegexOptions.NonBacktracking)]
    private static partial Regex Explained();

    [GeneratedRegex(
        @"\bbreaking\b(?! news)|\bincompatib(?:le|ilit(?:y|ies))\b|\b(?:bc|compatibility)[ -]breaks?\b|\bactions? (?:required|needed)\b|\bmanual (?:steps?|intervention|actions?)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Breaking();

    [GeneratedRegex(@"\A(?:\w+ (?:and|&|/) )?(?:removed|removals?|removing|dropped|discontinued|deprecat(?:ed|ions?))\b(?! .*\bin\b)(?! support)(?! for\b)(?! the\b)", RegexOptions.IgnoreCase)]
    private static partial Regex Removed();

    [GeneratedRegex(@"\b(?:remov(?:ed|als?|ing)|dropped|discontinued)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Removals();

    [GeneratedRegex(
        @"\A(?:how to )?(?:upgrad(?:e|ing)|migrat(?:ing|ion|ions)|updating)\b(?: (?:from|to|notes?|guides?|instructions?|steps?|notices?|info\w*|considerations|path|procedure)\b.*)?\z|\b(?:upgrade|update|migration|upgrading) (?:notes?|guides?|instructions?|steps?|notices?|considerations)\b|\bbefore (?:you )?(?:upgrad|updat)\w+|\bread (?:this|me|before|first)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Upgrade();

    [GeneratedRegex(
        @"\b(?:chores?|maintenance|housekeeping|internals?|under the hood|refactor(?:s|ings?|ed)?|code (?:quality|cleanup|health)|clean[- ]?ups?|tests?|testing|ci|ci/cd|builds?|build system|documentation|docs?|dependenc(?:y|ies)|dependency updates?|deps|translations?|i18n|l10n|locali[sz]ations?|contributors?|styles?|developers?|development|devops|tooling|dev)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Internal();

    [GeneratedRegex(@"\b(?:bug ?-?fix(?:es|ed)?|fix(?:es|ed)?|bugs?|hot ?fix(?:es)?|patches|resolved(?: issues)?|corrections?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Fixes();

    [GeneratedRegex(@"\b(?:features?|chang(?:e|es|ed)|add(?:ed|itions?)|new|improve(?:d|ments?)|enhancements?|updates?|updated|highlights?|remov\w+|other)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Features();
}
