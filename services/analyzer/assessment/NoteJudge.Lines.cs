using System.Text.RegularExpressions;

namespace Upgrades.Analyzer.Assessment;

/// <summary>Lines, each in its section.</summary>
internal sealed partial class NoteJudge
{
    /// <summary>Words that say little by themselves: among fixes they tell of what was wrong, among chores of what nobody sees.</summary>
    private static readonly HashSet<string> Light = new(["removed", "deprecated", "renamed", "incompatible", "schema change", "database migration"], StringComparer.OrdinalIgnoreCase);

    private void TakeLine(NoteBlock block)
    {
        var (text, section) = (block.Text, _outline.Current);
        if (Closing().IsMatch(text))
        {
            Prose(text, text.Length, new LineContext(false, "in a closing line"), section);
            return;
        }

        switch (section?.Kind)
        {
            case SectionKind.Breaking or SectionKind.Upgrade or SectionKind.Removed or SectionKind.Deprecated when Denials.Covers(text):
                section.IsDenied = true;
                section.Kind = Denials.IsNothing(text) ? SectionKind.Other : section.Kind;
                Prose(text, text.Length, new LineContext(false, "the text denies it"), section);
                break;
            case SectionKind.Breaking when !(text.EndsWith(':') && block.Kind == BlockKind.Paragraph):
                section.IsHeard = true;
                _findings.Warn(NoteRules.Breaking, text, 0);
                break;
            case SectionKind.Upgrade when Asks().IsMatch(text) && !Routine().IsMatch(text):
                section.IsHeard = true;
                _findings.Warn(NoteRules.Upgrade, text, 0);
                break;
            case SectionKind.Removed or SectionKind.Deprecated when RuleOf(section.Kind) is { } rule && !text.EndsWith(':'):
                section.IsHeard = true;
                if (Senses.IsInternal(block.Plain))
                {
                    _findings.SetAside(rule, $"{section.Title}: {text}", 0, "what goes was the developers' own");
                }
                else
                {
                    _findings.Warn(rule, $"{section.Title}: {text}", 0);
                }

                break;
            default:
                if (!Prose(text, text.Length, LineContext.Of(text), section) && block.Kind == BlockKind.Item && section is null or { Kind: SectionKind.Other } && LineContext.Of(text).Where is null)
                {
                    _findings.Highlight(text);
                }

                break;
        }
    }

    /// <summary>An operator whose list lacks the word does not want to hear of them.</summary>
    private string? RuleOf(SectionKind kind) => kind == SectionKind.Removed && _keywords.Has("removed") ? "removed" : _keywords.Has("deprecated") ? "deprecated" : null;

    /// <param name="upTo">Keywords behind it are another line's.</param>
    /// <returns>Whether it warns.</returns>
    private bool Prose(string text, int upTo, LineContext line, OpenSection? section)
    {
        if (line.IsMarkedBreaking)
        {
            _findings.Warn(NoteRules.Commit, text, 0);
            return true;
        }

        var context = line.Where ?? (section?.Kind is SectionKind.Fixes or SectionKind.Internal ? $"below \"{Excerpt.Cut(section.Title, 60)}\"" : null);
        var isInternal = (bool?)null;
        List<(KeywordHit Hit, string Why)> aside = [];
        var heardTo = -1;
        foreach (var hit in _keywords.In(QuotedCode.Readable(text)).TakeWhile(h => h.Index < upTo))
        {
            if (hit.Index < heardTo)
            {
                continue;
            }

            if (WhyNot(text, hit) is { } why)
            {
                aside.Add((hit, why));
            }
            else if (Light.Contains(hit.Word) && (context ?? ((isInternal ??= Senses.IsInternal(QuotedCode.Readable(text))) ? "what goes was the developers' own" : null)) is { } where)
            {
                aside.Add((hit, where));
            }
            else
            {
                heardTo = _findings.Warn(hit.Word, text, hit.Index);
            }
        }

        if (heardTo < 0 && ActionPhrases.Find(text, firmOnly: context is not null) is { } phrase && phrase.Index < upTo)
        {
            heardTo = _findings.Warn(NoteRules.Action, text, phrase.Index);
        }

        foreach (var (hit, why) in aside.Where(a => heardTo < 0 || a.Hit.Index >= heardTo))
        {
            _findings.SetAside(hit.Word, text, hit.Index, why);
        }

        return heardTo >= 0;
    }

    private static string? WhyNot(string text, KeywordHit hit) =>
        text.AsSpan(hit.Index, hit.Length).ContainsAnyInRange(QuotedCode.First, QuotedCode.Last) ? "stands in code"
        : Senses.IsQuoted(text, hit.Index) ? "a quoted title"
        : Denials.Of(text, hit.Index, hit.Length) ? "the text denies it"
        : Senses.IsOther(hit.Word, text, hit.Index, hit.Length) ? "another sense"
        : null;

    [GeneratedRegex(@"\A\W{0,10}(?:full changelog|what['’]s changed|thanks? (?:to|you)|contributors?\b|new contributors|.{1,80}made (?:their|his|her) first contribution)", RegexOptions.IgnoreCase)]
    private static partial Regex Closing();

    /// <summary>Something has to be done that is not done with every release.</summary>
    [GeneratedRegex(@"\b(?:must|need(?:s|ed)? to|have to|has to|required?|requires|should|change[ds]?|rename[ds]?|remove[ds]?|replace[ds]?|set|add|delete|back ?up|migrat\w+|re-?index|re-?creat\w+|re-?build|run|adjust|no longer|manual(?:ly)?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Asks();

    /// <summary>What is said with every release.</summary>
    [GeneratedRegex(
        @"\A\W{0,10}(?:(?:to|for) (?:upgrade|update|upgrading|updating)\b[^.]{0,80}\b(?:pull|run|replace|download|see|follow|read|docker|use)\b|(?:please )?(?:see|read|refer|follow|check|consult|visit)\b|docker\b|(?:just |simply )?pull\b|(?:just|simply)\b|as (?:usual|always)\b|no (?:special|additional|manual|extra|further)\b)|\b(?:as usual|no (?:special|additional|manual|extra|further) (?:steps?|actions?))\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Routine();
}
