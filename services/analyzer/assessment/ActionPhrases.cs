using System.Text.RegularExpressions;

namespace Upgrades.Analyzer.Assessment;

/// <summary>
/// Sentences that mean that somebody has to act, or that something works no more, whatever the operator's keywords are. Few and
/// narrow: each must be wrong seldom. <c>Firm</c> ones count among fixes and chores too.
/// </summary>
internal static partial class ActionPhrases
{
    private static readonly (Regex Phrase, bool Firm)[] All =
    [
        (Breaking(), true), (YouMust(), true), (BeforeUpgrading(), true), (NowRequired(), true), (WillNotStart(), true), (MustBeSet(), true), (Incompatible(), true),
        (SupportDropped(), true), (NoLonger(), false), (MinimumVersion(), false), (DefaultChanged(), false), (Replaced(), false),
    ];

    /// <summary>Where one begins; null: nowhere.</summary>
    /// <param name="firmOnly">Among fixes, "no longer works" tells of what was wrong.</param>
    public static (int Index, int Length)? Find(string text, bool firmOnly)
    {
        foreach (var (phrase, firm) in All)
        {
            if (firmOnly && !firm)
            {
                continue;
            }

            foreach (var match in phrase.EnumerateMatches(text))
            {
                if (!Denials.Of(text, match.Index, match.Length) && !Senses.IsQuoted(text, match.Index))
                {
                    return (match.Index, match.Length);
                }
            }
        }

        return null;
    }

    [GeneratedRegex(@"\bBREAKING\b(?! NEWS)|\b[Bb]reaking changes?\b|\b[Bb]ackwards?[ -]incompatible\b|\b(?:BC|backwards? compatibility) breaks?\b")]
    private static partial Regex Breaking();

    [GeneratedRegex(
        @"\b(?:you(?:['’]ll| will| may| might)?|users|administrators|admins|operators|installations|deployments) (?:must|need to|have to|are required to|should)\b(?=.{0,160}\b(?:upgrad|updat|migrat|config|setting|set\b|environment|variable|env\b|database|backup|back up|re-?creat|re-?index|re-?build|renam|replac|volume|compose|adjust|token|re-?login|log in again))",
        RegexOptions.IgnoreCase)]
    private static partial Regex YouMust();

    [GeneratedRegex(@"\b(?:before|prior to) (?:upgrading|updating|you (?:upgrade|update)|the (?:upgrade|update))\b|\bback(?:ing)? ?up (?:your|the) (?:database|data|instance)\b|\b(?:make|take|create) (?:sure to )?(?:a |an )?(?:full )?(?:database )?backup\b|\bafter (?:upgrading|updating),? (?:you|run|please)\b", RegexOptions.IgnoreCase)]
    private static partial Regex BeforeUpgrading();

    [GeneratedRegex(@"\b(?:is|are) now (?:required|mandatory)\b|\bnow requires?\b|\bmandatory (?:from now|since|as of)\b|\brequires (?:PHP|PostgreSQL|Postgres|MySQL|MariaDB|Redis|Valkey|Elasticsearch|OpenSearch|Kubernetes|Docker)\s*(?:version\s*)?(?:v?[0-9]|>=)", RegexOptions.IgnoreCase)]
    private static partial Regex NowRequired();

    [GeneratedRegex(@"\b(?:will not|won['’]t|refuses? to|fails? to|does not|cannot) start (?:unless|without|until|if|when|anymore|any more|with)\b|\bdowngrad\w+ (?:is|are) (?:not|no longer|im)\s?(?:possible|supported)\b|\b(?:cannot|can['’]t|can not) be (?:downgraded|rolled back|undone|reverted)\b|\birreversible\b", RegexOptions.IgnoreCase)]
    private static partial Regex WillNotStart();

    [GeneratedRegex(@"\b(?:must|needs? to|has to|have to) (?:now )?be (?:set|changed|renamed|migrated|updated|replaced|removed|configured|re-?created|re-?indexed|re-?built|enabled|adjusted|adapted|added|run|re-?generated|upgraded)\b|\bmanual(?:ly)? (?:steps?|migrations?|actions?|changes?) (?:is|are|may be|will be)?\s?(?:required|needed|necessary)\b", RegexOptions.IgnoreCase)]
    private static partial Regex MustBeSet();

    [GeneratedRegex(@"\b(?:not|no longer) (?:backwards?[ -])?compatible with\b|\bnot backwards?[ -]compatible\b|\bincompatible with (?:earlier|previous|older|prior)\b|\bAPI changes? (?:that )?break", RegexOptions.IgnoreCase)]
    private static partial Regex Incompatible();

    [GeneratedRegex(@"\b(?:drop(?:s|ped|ping)?|end(?:s|ed|ing)?|remov(?:e|es|ed|ing)|discontinu(?:e|es|ed|ing))(?: the| all| official)? (?:\w+ )?support (?:for|of)\b|\bsupport (?:for|of) .{1,80}? (?:has been|have been|was|is|were|will be) (?:dropped|removed|discontinued|ended)\b|\bend of (?:support|life) for\b|\b(?:has|have) been (?:dropped|discontinued|sunset)\b", RegexOptions.IgnoreCase)]
    private static partial Regex SupportDropped();

    [GeneratedRegex(@"\bno longer (?:supported|supports?|works?|available|accepted|accepts?|included|includes?|shipped|ships?|provided|provides?|installed|installs?|allowed|read|reads|honou?red|runs? as|exposed|exposes?|enabled by default|maintained|used to configure|falls? back)\b", RegexOptions.IgnoreCase)]
    private static partial Regex NoLonger();

    [GeneratedRegex(@"\bminimum (?:required |supported )?(?:\w+ ){0,2}(?:version|requirements?)\b|\bminimum required\b|\b(?:bump|rais|increas)(?:e|es|ed|ing|s)? (?:the )?minimum\b", RegexOptions.IgnoreCase)]
    private static partial Regex MinimumVersion();

    [GeneratedRegex(@"\bdefaults?\b.{0,60}?\b(?:has|have|is|are|was|were)?\s?(?:been )?(?:now )?chang(?:ed|es)\b.{0,80}?\b(?:from|to)\b|\bchang(?:ed|es|e) (?:the )?(?:\w+ ){0,3}default\b.{0,80}?\b(?:from|to)\b|\bnow defaults? to\b|\bdefault (?:\w+ ){0,3}is now\b|\b(?:is|are) now (?:enabled|disabled|off|on) by default\b|\b(?:on|off|disabled|enabled) by default now\b", RegexOptions.IgnoreCase)]
    private static partial Regex DefaultChanged();

    [GeneratedRegex(@"\b(?:option|setting|variable|parameter|flag|argument|key|endpoint|command|config\w*|property|value|directory|path|volume|entrypoint)s?\b.{0,80}?\b(?:(?:has|have) (?:been )?(?:replaced|renamed|moved|removed)|(?:was|were|is|are) (?:now )?(?:replaced|renamed|moved)) (?:by|with|to|in favou?r)\b|\bmoved to .{1,40}\b(?:config\w*|settings?|section)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Replaced();
}
