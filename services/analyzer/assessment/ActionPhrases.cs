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
        (LoudBreaking(), true), (Breaking(), false), (YouMust(), true), (BeforeUpgrading(), true), (NowRequired(), true), (WillNotStart(), true), (MustBeSet(), true), (Incompatible(), true),
        (SupportDropped(), false), (NoLonger(), false), (MinimumVersion(), false), (DefaultChanged(), false), (Replaced(), false),
        (HasTo(), false), (Gone(), false), (Lost(), false), (WorksNot(), false), (FromNowOn(), false), (OlderThan(), false), (ByHand(), false), (TakesLong(), false), (Moved(), false), (Tagged(), false), (Elsewhere(), false),
    ];

    /// <summary>Where one begins; null: nowhere.</summary>
    /// <param name="text">In which code is <see cref="QuotedCode"/>: it may be what a sentence is about, but is none itself.</param>
    /// <param name="firmOnly">Among fixes, "no longer works" tells of what was wrong.</param>
    public static (int Index, int Length)? Find(string text, bool firmOnly)
    {
        var readable = QuotedCode.Readable(text);
        foreach (var (phrase, firm) in All)
        {
            if (firmOnly && !firm)
            {
                continue;
            }

            foreach (var match in phrase.EnumerateMatches(readable))
            {
                // "Shows a hint when …": what is told of is not what happens.
                if (!firm && ToldOf().IsMatch(readable[Math.Max(0, match.Index - 80)..match.Index]))
                {
                    continue;
                }

                if (!QuotedCode.IsIn(text[match.Index]) && !Denials.Of(text, match.Index, match.Length) && !Senses.IsQuoted(text, match.Index))
                {
                    return (match.Index, match.Length);
                }
            }
        }

        return firmOnly || ConfigurationNames.In(text).Count == 0 ? null
            : Changed().Matches(readable).Where(m => !QuotedCode.IsIn(text[m.Index]) && !Denials.Of(text, m.Index, m.Length) && !Senses.IsQuoted(text, m.Index)).Select(m => ((int, int)?)(m.Index, m.Length)).FirstOrDefault();
    }

    [GeneratedRegex(@"\b(?:when|if|whether|in case|so that|hint|message|warning|banner|badge|shows?|tells?|says?|option|button)\b[^.;:,]{0,60}\z", RegexOptions.IgnoreCase)]
    private static partial Regex ToldOf();

    /// <summary>Of a setting that the line names.</summary>
    [GeneratedRegex(@"\b(?:superseded|replaced|replaces|rename[sd]?|dropped|deleted|ignored|semantics|(?:has|have) changed|changed (?:from|to))\b", RegexOptions.IgnoreCase)]
    private static partial Regex Changed();

    [GeneratedRegex(@"\bBREAKING\b(?! NEWS)")]
    private static partial Regex LoudBreaking();

    [GeneratedRegex(@"\b[Bb]reaking changes?\b|\b[Bb]ackwards?[ -]incompatible\b|\b(?:BC|backwards? compatibility) breaks?\b")]
    private static partial Regex Breaking();

    [GeneratedRegex(
        @"\b(?:you(?:['’]ll| will| may| might)?|users|administrators|admins|operators|installations|deployments) (?:must|need to|have to|are required to|should)\b(?=.{0,160}\b(?:upgrad|updat|migrat|config|setting|set\b|environment|variable|env\b|database|backup|back up|re-?creat|re-?index|re-?build|renam|replac|volume|compose|adjust|token|re-?login|log in again))",
        RegexOptions.IgnoreCase)]
    private static partial Regex YouMust();

    [GeneratedRegex(@"\b(?:before|prior to) (?:upgrading|updating|you (?:upgrade|update)|the (?:upgrade|update))\b|\bback(?:ing)? ?up (?:your|the) (?:database|data|instance)\b|\b(?:make|take|create) (?:sure to )?(?:a |an )?(?:full )?(?:database )?backup\b|\bafter (?:upgrading|updating),? (?:you|run|please)\b(?!.{0,30}\b(?:see|refer|read)\b)", RegexOptions.IgnoreCase)]
    private static partial Regex BeforeUpgrading();

    [GeneratedRegex(@"\b(?:is|are) now (?:required|mandatory)\b|\bnow (?:requires?|needs?|must)\b|\bmandatory (?:from now|since|as of)\b|\brequires (?:PHP|PostgreSQL|Postgres|MySQL|MariaDB|Redis|Valkey|Elasticsearch|OpenSearch|Kubernetes|Docker)\s*(?:version\s*)?(?:v?[0-9]|>=)", RegexOptions.IgnoreCase)]
    private static partial Regex NowRequired();

    [GeneratedRegex(@"\b(?:will not|won['’]t|refuses? to|fails? to|does not|cannot) start (?:unless|without|until|if|when|anymore|any more|with)\b|\bdowngrad\w+ (?:is|are) (?:not|no longer|im)\s?(?:possible|supported)\b|\b(?:cannot|can['’]t|can not) be (?:downgraded|rolled back|undone|reverted)\b|\birreversible\b", RegexOptions.IgnoreCase)]
    private static partial Regex WillNotStart();

    [GeneratedRegex(@"\b(?:must|needs? to|has to|have to) (?:now )?be (?:set|changed|renamed|migrated|updated|replaced|removed|configured|re-?created|re-?indexed|re-?built|enabled|adjusted|adapted|added|run|re-?generated|upgraded)\b|\bmanual(?:ly)? (?:steps?|migrations?|actions?|changes?) (?:is|are|may be|will be)?\s?(?:required|needed|necessary)\b", RegexOptions.IgnoreCase)]
    private static partial Regex MustBeSet();

    [GeneratedRegex(@"\b(?:not|no longer) (?:backwards?[ -])?compatible with\b|\bnot backwards?[ -]compatible\b|\bincompatible with (?:earlier|previous|older|prior)\b|\bAPI changes? (?:that )?break", RegexOptions.IgnoreCase)]
    private static partial Regex Incompatible();

    [GeneratedRegex(@"\b(?:drop(?:s|ped|ping)?|end(?:s|ed|ing)?|remov(?:e|es|ed|ing)|discontinu(?:e|es|ed|ing))(?: the| all| official)? (?:\w+ )?support (?:for|of)\b|\bsupport (?:for|of) .{1,80}? (?:has been|have been|was|is|were|will be) (?:dropped|removed|discontinued|ended)\b|\b(?:endpoints?|apis?|options?|settings?|support|images?|packages?|builds?|integrations?|backends?|commands?|flags?|variables?)\b.{0,60}\b(?:dropped|discontinued|retired|superseded|ends|ended)\b|\bend of (?:support|life) for\b|\b(?:has|have) been (?:dropped|discontinued|sunset)\b", RegexOptions.IgnoreCase)]
    private static partial Regex SupportDropped();

    [GeneratedRegex(@"\bno longer (?:supported|supports?|works?|available|accepted|accepts?|included|includes?|shipped|ships?|provided|provides?|installed|installs?|allowed|read|reads|honou?red|runs? as|exposed|exposes?|enabled by default|maintained|used to configure|falls? back|manages?|creates?|sets?|sends?|understands?|built|served|possible|permitted)\b|\b(?:is|are) no longer (?!(?:requir|need|block|truncat|ignor|duplicat|show|display|cropp|overlapp|delay|limit|confus|affect)\w*)\w+ed\b|\bcan no longer\b|\bno longer works?\b", RegexOptions.IgnoreCase)]
    private static partial Regex NoLonger();

    [GeneratedRegex(@"\bminimum (?:required |supported )?(?:\w+ ){0,2}(?:version|requirements?)\b|\bminimum required\b|\b(?:bump|rais|increas)(?:e|es|ed|ing|s)? (?:the )?minimum\b", RegexOptions.IgnoreCase)]
    private static partial Regex MinimumVersion();

    [GeneratedRegex(@"\bdefaults?\b.{0,60}?\b(?:has|have|is|are|was|were)?\s?(?:been )?(?:now )?chang(?:ed|es)\b.{0,80}?\b(?:from|to)\b|\bchang(?:ed|es|e) (?:the )?(?:\w+ ){0,3}default\b.{0,80}?\b(?:from|to)\b|\bnow defaults? to\b|\bdefault (?:\w+ ){0,3}is now\b|\b(?:is|are) now (?:enabled|disabled|off|on) by default\b|\b(?:on|off|disabled|enabled) by default now\b", RegexOptions.IgnoreCase)]
    private static partial Regex DefaultChanged();

    [GeneratedRegex(@"\b(?:option|setting|variable|parameter|flag|argument|key|endpoint|command|config\w*|property|value|directory|path|volume|entrypoint)s?\b.{0,80}?\b(?:(?:has|have) (?:been )?(?:replaced|renamed|moved|removed)|(?:was|were|is|are) (?:now )?(?:replaced|renamed|moved)) (?:by|with|to|in favou?r)\b|\b(?:format|schema|layout|path|location|port|entrypoint|structure)s?\b.{0,40}\bchanged\b|\bmoved to .{1,40}\b(?:config\w*|settings?|section)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Replaced();

    [GeneratedRegex(
        @"\b(?:must|needs? to|has to|have to) (?:now |first |then |all )?be (?:\w+ ){0,2}(?:\w{2,}(?:ed|en)|set|built|rebuilt|kept|put|made|run|there|present)\b|\b(?:must|needs? to|has to|have to|should) (?:now |first |then |all )?(?:exist|set|give|install|update|upgrade|apply|rename|configure|provide|mount|disable|adapt|re-?authenticate|re-?index|log in)\b|\byou need (?:an?|the)\b|\b(?:it is|we) recommend(?:ed)? to (?:run|back ?up|upgrade)\b|\bexisting (?:\w+ ){1,3}(?:needs?|must|will|have to|has to|should)\b|\b(?:please|make sure to|make sure that you|be sure to) (?:\w+ly )?(?:update|adjust|change|check|migrate|review|rename|set|run|adapt)\b.{0,60}\b(?:your|migrations?|config\w*|database|settings?)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex HasTo();

    [GeneratedRegex(@"\b(?:is|are|has|have) (?:now )?(?:gone|history)\b|\bfalls? away\b|\b(?:is|are) going away\b|\bgo(?:es)? away (?:with|in)\b|\b(?:are|is|be) (?:taken|cut) (?:out|off)\b|\bloses? (?:its|their) default\b|\b(?:has|have) left the\b|\bend[- ]of[- ]life\b|\bsunset(?:ting)?\b|\b(?:in )?long-term support mode\b", RegexOptions.IgnoreCase)]
    private static partial Regex Gone();

    [GeneratedRegex(@"\bwill be (?:lost|deleted|reset|invalidated|discarded|signed out|logged out|dropped|disabled|refused|rejected)\b|\binvalidates?\b|\bsign(?:s|ed)? (?:users|everybody|everyone|you|all users) out\b|\b(?:are|be|were) (?:signed|logged) out\b|\bno way back\b|\b(?:going|go|roll(?:ing)?)(?: it)? back\b.{0,60}\b(?:not|no|only|impossible)\b|\b(?:not possible|impossible) to (?:go|roll) back\b|\bthe downgrade (?:has|must|needs|is)\b|\bto roll back this\b", RegexOptions.IgnoreCase)]
    private static partial Regex Lost();

    [GeneratedRegex(
        @"\b(?:will(?: not|n['’]t)|won['’]t|can(?: ?not|['’]t)) (?:be )?(?:able to )?(?:start|work|run|load|sync|connect|boot|understand|served|read|built|started|used)\b|\b(?:does|are|is|was|were|\w+s do)(?: not|n['’]t) (?:able to (?:run|start|connect)|start|work (?:with|without)|understand|served|built|inherited|started|supported(?! yet)|shipped|tested)\b|\bstops? working\b|\b(?:the )?start (?:fails|ends)\b|\bends? the start\b|\brefuses?\b|\b(?:not|cannot|never|n['’]t)(?: \w+){1,4} (?:any ?more|any longer)\b|\band no more\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex WorksNot();

    [GeneratedRegex(@"\bfrom (?:here|now|this (?:day|version|release|point)) on(?:wards?)?\b|\bas of this (?:version|release)\b|\b(?:is|are) now (?:an error|enforced|strict)\b|\b(?:is|are) (?:now )?(?:refused|rejected|overruled|treated as)\b|\b(?:old|existing|legacy|previous)\b.{0,40}\b(?:is|are) (?:ignored|invalid|dropped)\b|\bnow listens? on\b|\b(?:is|are|runs?)(?: now)?(?: as)? (?:rootless|non-?root|user `)|\b[0-9]{2,5} (?:instead of|rather than|statt|au lieu de) [0-9]{2,5}\b", RegexOptions.IgnoreCase)]
    private static partial Regex FromNowOn();

    [GeneratedRegex(@"\b(?:older than|below|earlier than|at least) v?[0-9]+(?:\.[0-9]+)*\b(?!\s?(?:ms|s|sec\w*|minutes?|hours?|days?|MB|GB|KB|KiB|MiB|px|%|items?|entries|times|characters?|users?|files?))|\bv?[0-9]+(?:\.[0-9]+)*\+? or (?:later|newer|higher|above)\b", RegexOptions.IgnoreCase)]
    private static partial Regex OlderThan();

    [GeneratedRegex(@"\b(?:must|have to|has to|needs?|install|apply|run|done|migrate|upgrade)\b.{0,60}\b(?:by hand|manually)\b|\b(?:by hand|manually)\b.{0,60}\b(?:before|first|afterwards)\b", RegexOptions.IgnoreCase)]
    private static partial Regex ByHand();

    [GeneratedRegex(@"\b(?:migrations?|conversion|converts|upgrade|re-?index\w*|rebuil\w+)\b.{0,100}?\b(?:takes? (?:a (?:long|while|few)|long|some time|several|hours|up to)|for a long time|not respond)", RegexOptions.IgnoreCase)]
    private static partial Regex TakesLong();

    /// <summary>Something that is named in code has another place or name.</summary>
    [GeneratedRegex(@"(?<=[\w`./-]{2} (?:section |volume |folder |directory |endpoint |setting |option )?)\b(?:has |have |is |are |was |were )?(?:now )?moved (?:from \S{1,60} )?to [""'`/]?[\w/.{-]+\b(?=.{0,80}(?:[_/`.]|\bapply\b|config))", RegexOptions.IgnoreCase)]
    private static partial Regex Moved();

    /// <summary>Prometheus and others put the kind of a change before it.</summary>
    [GeneratedRegex(@"\A\W{0,3}\[(?:CHANGE|REMOV(?:E|ED|AL)|DEPRECATED?)\]|\A\W{0,3}(?-i:REM|DEP|CHANGE):|\A\W{0,10}(?:[0-9a-f]{7,40}\s)?(?:\w+(?:\([\w-]+\))?: )?(?:deprecate[sd]?|removes?|drop(?:s|ped)?|renames?|delete[sd]?)\b:?(?! (?:support|unused|dead|redundant|unnecessary|old|legacy code)\b)(?=.*(?:\b(?:legacy|options?|settings?|variables?|flags?|parameters?|endpoints?|apis?|commands?|integrations?|tls|ssl|protocols?|keys?|formats?|backends?|filters?|images?|packages? for|architecture|arm\w*|php|python|node|ruby|mysql|mariadb|postgres\w*|redis)\b|[A-Z][A-Z0-9]*_[A-Z0-9_]+|--[a-z]))", RegexOptions.IgnoreCase)]
    private static partial Regex Tagged();

    /// <summary>The same in other languages that notes are written in.</summary>
    [GeneratedRegex(
        @"\b(?:muss|müssen)\b.{0,80}\b(?:gesetzt|angegeben|geändert|angepasst|werden|sein)\b|\bnicht (?:mehr|länger)\b|\babgekündigt\b|\bveraltet\b|\bwurden? entfernt\b|\bvor dem (?:upgrade|update)\b|\bdésormais (?:requis|obligatoire|nécessaire)|\bn['’]est plus\b|\bne sont plus\b|\ba été supprimée?\b|\bobsolète|\bavant la mise à jour\b|\bya no (?:es|son|se)\b|\bahora (?:requiere|es obligatorio)\b|不再|弃用|废弃|已移除|升级前|最低(?:需要|要求)|必须|不兼容|廃止|削除されました|非互換|больше не поддерж|удалена? поддержка",
        RegexOptions.IgnoreCase)]
    private static partial Regex Elsewhere();
}
