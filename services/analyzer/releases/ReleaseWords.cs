namespace Upgrades.Analyzer.Releases;

/// <summary>Does a release say anything? "Full Changelog: (a link)", "See CHANGELOG.md" and a bare heading do not.</summary>
internal static class ReleaseWords
{
    /// <summary>A text longer than this has words.</summary>
    private const int Short = 2_000;

    private static readonly HashSet<string> Empty = new(StringComparer.OrdinalIgnoreCase)
    {
        "see", "the", "a", "an", "all", "full", "complete", "detailed", "change", "changes", "changelog", "changelogs", "log", "list", "history", "news", "release",
        "releases", "released", "note", "notes", "for", "of", "in", "on", "to", "at", "from", "and", "more", "information", "info", "detail", "details", "please", "refer",
        "read", "here", "md", "rst", "txt", "file", "html", "docs", "version", "v", "github", "what", "s", "new", "is", "are", "this", "our", "page", "check", "view", "http", "https",
    };

    public static bool Any(string text)
    {
        if (text.Length > Short)
        {
            return true;
        }

        foreach (var word in text.Split([' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries).Select(WithoutTargets))
        {
            foreach (var part in word.Split(word.Where(c => !char.IsLetter(c)).Distinct().ToArray(), StringSplitOptions.RemoveEmptyEntries))
            {
                if (!Empty.Contains(part))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>An address says nothing, and where a link leads neither.</summary>
    private static string WithoutTargets(string word)
    {
        var address = word.IndexOf("://", StringComparison.Ordinal);
        if (address >= 0)
        {
            var scheme = word.LastIndexOfAny(['(', '<', '[', '"', '\'', '*'], address) + 1;
            return word[..scheme];
        }

        var target = word.IndexOf("](", StringComparison.Ordinal);
        return target >= 0 ? word[..target] : word;
    }
}
