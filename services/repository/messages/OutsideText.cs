using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Upgrades.Repository;

/// <summary>Text that somebody else wrote, on its way into a commit message.</summary>
internal static partial class OutsideText
{
    /// <summary>Cut where any editor, terminal or forge would see a new line.</summary>
    public static IEnumerable<string> Lines(string text) => LineEnds().Split(text);

    /// <summary>One line without control, direction or invisible characters, and with nothing in it that a CI takes for "do not build".</summary>
    public static string Line(string text, int length, bool keepIndent = false)
    {
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                    line.Append(' ');
                    break;
                case UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse:
                    // Dropped before skip markers are looked for: an invisible character must not hide one.
                    break;
                default:
                    line.Append(rune.ToString());
                    break;
            }
        }

        var clean = WithoutReferences(WithoutSkipMarkers(line.ToString())).TrimEnd();
        clean = keepIndent ? clean : clean.TrimStart();
        return clean.Length <= length ? clean : Cut(clean, length);
    }

    /// <summary>
    /// Woodpecker <c>\[(?i:ci *skip|skip *ci)\]</c>; GitHub <c>[no ci] [skip actions]</c>; GitLab, Bitbucket, Azure
    /// <c>***NO_CI*** [azp skip]</c>, Netlify, Travis and others have their own. All are brackets around "skip" or "no ci".
    /// </summary>
    private static string WithoutSkipMarkers(string line) =>
        Starred().Replace(Bracketed().Replace(line, m => IsMarker(m.Groups["inner"].Value) ? $"({m.Groups["inner"].Value})" : m.Value), "NO CI");

    /// <summary>A forge tells <c>@somebody</c> of a commit that names him, and closes the issue of this repository that "fixes #12" names: both are other people's.</summary>
    private static string WithoutReferences(string line) => Reference().Replace(line, "$0 ");

    private static bool IsMarker(string inner)
    {
        var letters = string.Concat(inner.Where(char.IsLetter)).ToLowerInvariant();
        return letters.Contains("skip", StringComparison.Ordinal) || letters is "noci" or "cino" or "nobuild" or "nodeploy";
    }

    private static string Cut(string text, int length)
    {
        var end = char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1;
        return text[..end].TrimEnd() + "…";
    }

    [GeneratedRegex(@"\r\n|[\n\r\v\f\u0085\u2028\u2029]")]
    private static partial Regex LineEnds();

    [GeneratedRegex(@"\[(?<inner>[^\[\]]*)\]", RegexOptions.NonBacktracking)]
    private static partial Regex Bracketed();

    [GeneratedRegex(@"(?<![\w/.@-])@(?=[A-Za-z0-9])|(?<!://\S{0,300})#(?=[0-9])|\bGH-(?=[0-9])", RegexOptions.IgnoreCase)]
    private static partial Regex Reference();

    [GeneratedRegex(@"\*+\s*no[_\s-]*ci\s*\*+", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Starred();
}
