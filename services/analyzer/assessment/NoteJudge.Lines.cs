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
            case SectionKind.Upgrade when !Routine().IsMatch(text) && !text.EndsWith(':'):
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

        if (Reverted().Match(text) is { Success: true } revert)
        {
            _findings.Withdraw(QuotedCode.Readable(revert.Groups["title"].Value));
        }

        var isSaidEveryTime = EveryTime().IsMatch(text) || (BeforeUpgrading().IsMatch(text) && Pointer().IsMatch(text));
        var context = (isSaidEveryTime ? "is said with every release" : null) ?? line.Where ?? (section?.Kind is SectionKind.Fixes or SectionKind.Internal ? $"below \"{Excerpt.Cut(section.Title, 60)}\"" : null);
        var isInternal = (bool?)null;
        List<(KeywordHit Hit, string Why)> aside = [];
        var heardTo = -1;
        foreach (var hit in _keywords.In(QuotedCode.Readable(text)).TakeWhile(h => h.Index < upTo))
        {
            if (hit.Index < heardTo)
            {
                continue;
            }

            var isLight = Light.Contains(hit.Word) || (hit.Word.Equals("breaking", StringComparison.OrdinalIgnoreCase) && !IsFirmBreak(text, hit, section));
            var why = IsNoStatement(text, hit) ?? (isLight ? context : null)
                ?? (Senses.IsOther(hit.Word, text, hit.Index, hit.Length) ? "another sense" : null)
                ?? (isLight && Light.Contains(hit.Word) && (isInternal ??= Senses.IsInternal(QuotedCode.Readable(text))) ? "what goes was the developers' own" : null);
            if (why is not null)
            {
                aside.Add((hit, why));
            }
            else
            {
                heardTo = _findings.Warn(hit.Word, text, hit.Index);
            }
        }

        if (heardTo < 0 && !isSaidEveryTime && ActionPhrases.Find(text, firmOnly: context is not null || Senses.IsUnused(text)) is { } phrase && phrase.Index < upTo)
        {
            heardTo = _findings.Warn(NoteRules.Action, text, phrase.Index);
        }

        foreach (var (hit, why) in aside.Where(a => heardTo < 0 || a.Hit.Index >= heardTo))
        {
            _findings.SetAside(hit.Word, text, hit.Index, why);
        }

        return heardTo >= 0;
    }

    /// <summary>Among fixes, "breaking" is what a bug did; among chores and documents, even "breaking changes" are only spoken of.</summary>
    private static bool IsFirmBreak(string text, KeywordHit hit, OpenSection? section) =>
        text.AsSpan(hit.Index).StartsWith("BREAKING", StringComparison.Ordinal)
        || (section is not { Kind: SectionKind.Internal } && !LineContext.IsOfBuilders(text) && text.AsSpan(hit.Index + hit.Length).TrimStart().StartsWith("change", StringComparison.OrdinalIgnoreCase));

    private static string? IsNoStatement(string text, KeywordHit hit) =>
        text.AsSpan(hit.Index, hit.Length).ContainsAnyInRange(QuotedCode.First, QuotedCode.Last) ? "stands in code"
        : Senses.IsQuoted(text, hit.Index) ? "a quoted title"
        : Denials.Of(text, hit.Index, hit.Length) ? "the text denies it"
        : null;

    [GeneratedRegex(@"\A\W{0,10}(?:full changelog|what['’]s changed|thanks? (?:to|you)|contributors?\b|new contributors|.{1,80}made (?:their|his|her) first contribution)", RegexOptions.IgnoreCase)]
    private static partial Regex Closing();

    /// <summary>"Before upgrading refer to the migration guide" says nothing of this release.</summary>
    [GeneratedRegex(@"\b(?:before|prior to|when|for) (?:you )?(?:upgrad|updat)\w+", RegexOptions.IgnoreCase)]
    private static partial Regex BeforeUpgrading();

    [GeneratedRegex(@"\b(?:see|refer to|read|follow|check|consult|visit)\b.{0,60}\b(?:guides?|documentation|docs|instructions?|changelog|pages?|notes|blog)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Pointer();

    /// <summary>As git writes it, and as commits by convention do.</summary>
    [GeneratedRegex(@"\A\W{0,10}revert(?:s|ed)?[: ]+[""“]?(?<title>.{8,200}?)[""”]?(?:\s(?:by @|\(#|\().*)?\z", RegexOptions.IgnoreCase)]
    private static partial Regex Reverted();

    [GeneratedRegex(@"\bas (?:it |they |we )?(?:always|usual)\b", RegexOptions.IgnoreCase)]
    private static partial Regex EveryTime();

    /// <summary>What is said with every release, in notes on upgrades.</summary>
    [GeneratedRegex(
        @"\A\W{0,10}(?:(?:to|for) (?:upgrade|update|upgrading|updating)\b[^.]{0,80}\b(?:pull|run|replace|download|see|follow|read|docker|use)\b|to get the\b|(?:non-)?docker\b|git (?:fetch|pull|clone|checkout)\b|(?:just |simply )?pull\b|(?:just|simply)\b|the following\b|as (?:usual|always)\b)|\b(?:see|refer to|read|follow|check|consult|visit)\b.{0,80}\b(?:guides?|documentation|docs|instructions?|changelog|pages?|notes|blog)\b|\A\W*update (?:instructions|details)\b|\A(?:\W*\w+){0,3}\W*\z|\bas (?:usual|always)\b|\b(?:no|not|nothing|without)\b.{0,40}\b(?:steps?|actions?|migrations?|changes|need(?:s|ed)?|required|necessary|to do)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Routine();
}
