using System.Buffers;
using System.Globalization;
using System.Text;

namespace Upgrades.Terraform.Syntax;

internal sealed partial class Tokenizer
{
    private static readonly SearchValues<char> Blanks = SearchValues.Create(" \t");
    private static readonly SearchValues<char> WordCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

    private void ReadCode()
    {
        var c = _text[_at];
        switch (c)
        {
            case ' ' or '\t':
                Emit(TokenKind.Whitespace, RunOf(Blanks, 1));
                break;
            case '\n':
                Emit(TokenKind.Newline, 1);
                break;
            case '\r' when Ahead(1) == '\n':
                Emit(TokenKind.Newline, 2);
                break;
            case '#':
            case '/' when Ahead(1) == '/':
                Emit(TokenKind.Comment, RestOfLine());
                break;
            case '/' when Ahead(1) == '*':
                ReadBlockComment();
                break;
            case '"':
                Emit(TokenKind.OpenQuote, 1);
                Enter(ModeKind.Quoted, _at - 1);
                break;
            case '<' when Ahead(1) == '<':
                OpenHeredoc();
                break;
            case >= '0' and <= '9':
                Emit(TokenKind.Number, NumberLength());
                break;
            default:
                ReadWordOrMark(c);
                break;
        }
    }

    private void ReadWordOrMark(char c)
    {
        var word = WordLength();
        if (word > 0)
        {
            Emit(TokenKind.Identifier, word);
        }
        else if (c is '{' or '}' or '~')
        {
            ReadBrace(c);
        }
        else if (Mark(c) is { Length: > 0 } mark)
        {
            Emit(mark.Kind, mark.Length);
        }
        else
        {
            Fail(Unexpected());
        }
    }

    private void ReadBrace(char c)
    {
        var strip = c == '~' && Ahead(1) == '}' ? 1 : 0;
        if (_mode is { Kind: ModeKind.Interpolation, Braces: 0 } && (c == '}' || strip == 1))
        {
            Emit(TokenKind.CloseTemplate, 1 + strip);
            Leave();
        }
        else if (c == '~')
        {
            Fail(Unexpected());
        }
        else
        {
            _mode = _mode with { Braces = _mode.Braces + (c == '{' ? 1 : -1) };
            Emit(c == '{' ? TokenKind.OpenBrace : TokenKind.CloseBrace, 1);
        }
    }

    private (TokenKind Kind, int Length) Mark(char c) => (c, Ahead(1)) switch
    {
        ('=', '=') or ('!', '=') or ('<', '=') or ('>', '=') or ('&', '&') or ('|', '|') => (TokenKind.Operator, 2),
        ('=', '>') => (TokenKind.Arrow, 2),
        (':', ':') => (TokenKind.DoubleColon, 2),
        ('.', '.') when Ahead(2) == '.' => (TokenKind.Ellipsis, 3),
        ('=', _) => (TokenKind.Equal, 1),
        (':', _) => (TokenKind.Colon, 1),
        ('.', _) => (TokenKind.Dot, 1),
        (',', _) => (TokenKind.Comma, 1),
        ('?', _) => (TokenKind.Question, 1),
        ('[', _) => (TokenKind.OpenBracket, 1),
        (']', _) => (TokenKind.CloseBracket, 1),
        ('(', _) => (TokenKind.OpenParenthesis, 1),
        (')', _) => (TokenKind.CloseParenthesis, 1),
        ('!' or '<' or '>' or '+' or '-' or '*' or '/' or '%', _) => (TokenKind.Operator, 1),
        _ => (TokenKind.Unreadable, 0),
    };

    private int RunOf(SearchValues<char> characters, int from)
    {
        var end = _text.AsSpan(_at + from).IndexOfAnyExcept(characters);
        return end < 0 ? _text.Length - _at : end + from;
    }

    private int RunUntil(SearchValues<char> characters, int from)
    {
        var end = _text.AsSpan(_at + from).IndexOfAny(characters);
        return end < 0 ? _text.Length - _at : end + from;
    }

    private int RestOfLine()
    {
        var end = _text.IndexOf('\n', _at);
        return (end < 0 ? _text.Length : end > _at && _text[end - 1] == '\r' ? end - 1 : end) - _at;
    }

    private void ReadBlockComment()
    {
        var end = _text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            Fail("the comment is not closed");
        }
        else
        {
            Emit(TokenKind.Comment, end + 2 - _at);
        }
    }

    private int NumberLength()
    {
        var length = Digits(1);
        if (Ahead(length) == '.' && char.IsAsciiDigit(Ahead(length + 1)))
        {
            length = Digits(length + 2);
        }

        var sign = Ahead(length + 1) is '+' or '-' ? 1 : 0;
        return Ahead(length) is 'e' or 'E' && char.IsAsciiDigit(Ahead(length + sign + 1)) ? Digits(length + sign + 2) : length;
    }

    private int Digits(int length)
    {
        while (char.IsAsciiDigit(Ahead(length)))
        {
            length++;
        }

        return length;
    }

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

    private static bool IsLetter(Rune rune) => Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.LetterNumber;

    private static bool IsInsideWord(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.ConnectorPunctuation;

    private string Unexpected() => RuneAt(0) is { } rune && !Rune.IsControl(rune)
        ? $"the character {rune} cannot stand here"
        : $"the character U+{(int)_text[_at]:X4} cannot stand here";
}
