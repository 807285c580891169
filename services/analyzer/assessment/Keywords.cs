using System.Text.RegularExpressions;

namespace Upgrades.Analyzer.Assessment;

/// <param name="Word">As the operator wrote it.</param>
internal readonly record struct KeywordHit(string Word, int Index, int Length);

/// <summary>The operator's keywords: whole words in any case, in the singular and the plural. What a hit means, others say.</summary>
internal sealed partial class Keywords
{
    private readonly Dictionary<string, string> _words = new(StringComparer.OrdinalIgnoreCase);
    private readonly Regex? _search;

    public Keywords(IEnumerable<string> words)
    {
        foreach (var word in words.Select(w => Spaces().Replace(w, " ").Trim()).Where(w => w.Length > 0))
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

    public bool Has(string word) => _words.ContainsKey(word);

    public IEnumerable<KeywordHit> In(string text) => _search is null ? []
        : _search.Matches(text).Select(m => new KeywordHit(_words[Spaces().Replace(m.Groups["word"].Value, " ")], m.Index, m.Length));

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
