using System.Buffers;
using System.Globalization;
using System.Text;

namespace Upgrades.Terraform.Syntax;

/// <summary>Identifiers: Unicode's, and the dash inside.</summary>
internal sealed partial class Tokenizer
{
    private static readonly SearchValues<char> WordCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

    // Other_ID_Start and Other_ID_Continue of Unicode's PropList.txt; the tilde is a letter there and Pattern_Syntax, which wins.
    private const int VerticalTilde = 0x2E2F;
    private static readonly SearchValues<char> OtherStarts = SearchValues.Create("\u1885\u1886\u2118\u212E\u309B\u309C");
    private static readonly SearchValues<char> OtherContinues =
        SearchValues.Create("\u00B7\u0387\u1369\u136A\u136B\u136C\u136D\u136E\u136F\u1370\u1371\u19DA");

    private int WordLength()
    {
        var first = RuneAt(0);
        if (first is not { } start || !(start.Value == '_' || IsLetter(start)))
        {
            return 0;
        }

        var length = start.Utf16SequenceLength;
        while (true)
        {
            length = RunOf(WordCharacters, length);
            if (RuneAt(length) is not { IsAscii: false } next || !(IsLetter(next) || IsInsideWord(next)))
            {
                return length;
            }

            length += next.Utf16SequenceLength;
        }
    }

    private Rune? RuneAt(int offset) => Rune.TryGetRuneAt(_text, Math.Min(_at + offset, _text.Length - 1), out var rune) && _at + offset < _text.Length ? rune : null;

    /// <summary>
    /// ID_Start of the Unicode version that .NET knows. That of hashicorp/hcl is 9.0, so that it refuses letters which are younger.
    /// </summary>
    private static bool IsLetter(Rune rune) => rune.Value != VerticalTilde
        && (Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.LetterNumber || Has(OtherStarts, rune));

    /// <summary>What ID_Continue has more than ID_Start.</summary>
    private static bool IsInsideWord(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.ConnectorPunctuation
        || Has(OtherContinues, rune);

    private static bool Has(SearchValues<char> characters, Rune rune) => rune.IsBmp && characters.Contains((char)rune.Value);
}
