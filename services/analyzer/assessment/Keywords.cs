using System.Text.RegularExpressions;

namespace Upgrades.Analyzer.Assessment;

/// <summary>A keyword in a text, and the stretch of it to show to a person.</summary>
internal sealed record KeywordHit(string Keyword, string Excerpt);

/// <summary>Finds the operator's keywords: whole words in any case, in the singular and the plural, unless the text says that there are none.</summary>
internal sealed partial class Keywords
{
    public const int LongestExcerpt = 300;
    private const int Lead = 100;
    private readonly Dictionary<string, string> _words = new(StringComparer.OrdinalIgnoreCase);
    private readonly Regex? _search;

    public Keywords(IEnumerable<string> words)
    {
        foreach (var word in words.Select(w => NoteLines.Spaces().Replace(w, " ").Trim()).Where(w => w.Length > 0))
        {
            _words.TryAdd(word, word);
        }

        if (_words.Count > 0)
        {
            var any = string.Join('|', _words.Keys.OrderByDescending(w => w.Length).Select(w => Regex.Escape(w).Replace("\\ ", "\\s+", StringComparison.Ordinal)));
            // "+incompatible" is how Go marks a module's version.
            _search = new Regex($@"(?<![\w+])(?<word>{any})s?(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        }
    }

    /// <summary>Hits of one note, each excerpt once.</summary>
    public IEnumerable<KeywordHit> In(string markdown)
    {
        if (_search is null)
        {
            yield break;
        }

        var blocks = NoteText.Of(markdown).Select(block => (Block: block, Hits: In(block).ToList())).ToList();
        foreach (var (i, (block, hits)) in blocks.Index())
        {
            // A heading is shown with what stands below it; where that is a hit of its own it would be shown twice.
            if (block is { IsHeading: true, Below: not null } && blocks[i + 1].Hits.Count > 0)
            {
                continue;
            }

            foreach (var hit in hits)
            {
                yield return hit;
            }
        }
    }

    private IEnumerable<KeywordHit> In(NoteText block)
    {
        var shownTo = -1;
        foreach (Match match in _search!.Matches(block.Text))
        {
            if (match.Index < shownTo || IsDenied(block, match))
            {
                continue;
            }

            var (excerpt, end) = Excerpt(block, match);
            shownTo = end;
            yield return new KeywordHit(_words[NoteLines.Spaces().Replace(match.Groups["word"].Value, " ")], QuotedCode.Readable(excerpt));
        }
    }

    private static bool IsDenied(NoteText block, Match match)
    {
        var before = block.Text[Math.Max(0, match.Index - 80)..match.Index];
        var after = block.Text[(match.Index + match.Length)..];
        return Denial().IsMatch(before) || NoneAfter().IsMatch(after) || (block is { IsHeading: true, Below: { } below } && NoneBelow().IsMatch(below));
    }

    private static (string Text, int End) Excerpt(NoteText block, Match match)
    {
        var text = block.Below is null ? block.Text : $"{block.Text.TrimEnd(':')}: {block.Below}";
        if (text.Length <= LongestExcerpt)
        {
            return (text, text.Length);
        }

        var start = match.Index <= Lead ? 0 : text.IndexOf(' ', match.Index - Lead) is >= 0 and var space && space < match.Index ? space + 1 : match.Index;
        var length = Math.Min(LongestExcerpt - 2, text.Length - start);
        return ((start > 0 ? "…" : "") + text.Substring(start, length).TrimEnd() + (start + length < text.Length ? "…" : ""), start + length);
    }

    /// <summary>"no breaking changes", "non-breaking", "nothing was removed", "without any known database migration".</summary>
    [GeneratedRegex(
        @"\b(?:no|non|not|never|without|zero|nothing|none|(?:is|are|was|were|does|do|has|have)n['’]t)(?:[\s-]+(?:a|an|the|any|known|new|other|further|more|additional|expected|longer|yet|major|database|schema|manual|data|user|facing|api|is|are|was|were|has|have|been|be))*[\s-]+\z",
        RegexOptions.IgnoreCase)]
    private static partial Regex Denial();

    /// <summary>"Breaking changes: none".</summary>
    [GeneratedRegex(@"\A[\w\s]{0,20}[:=–—-]+\s*\(?(?:none|n/a|nothing|no)\b", RegexOptions.IgnoreCase)]
    private static partial Regex NoneAfter();

    [GeneratedRegex(@"\A\W*(?:none|n/a|nothing|no(?:\s+\w+){0,3}|there are none|not applicable)\W*\z", RegexOptions.IgnoreCase)]
    private static partial Regex NoneBelow();
}
