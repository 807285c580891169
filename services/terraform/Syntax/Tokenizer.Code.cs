using System.Buffers;
using System.Text;

namespace Upgrades.Terraform.Syntax;

internal sealed partial class Tokenizer
{
    private static readonly SearchValues<char> Blanks = SearchValues.Create(" \t");

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

    /// <summary>Dots and exponents wherever they stand, but the last is no dot: what is no number is for the parser to say.</summary>
    private int NumberLength()
    {
        var (length, at) = (1, 1);
        while (true)
        {
            var sign = Ahead(at) is 'e' or 'E' ? Ahead(at + 1) is '+' or '-' ? 2 : 1 : 0;
            if (char.IsAsciiDigit(Ahead(at + sign)))
            {
                at += sign + 1;
                length = at;
            }
            else if (sign == 0 && Ahead(at) == '.')
            {
                at++;
            }
            else
            {
                return length;
            }
        }
    }

    private string Unexpected() => RuneAt(0) is { } rune && !Rune.IsControl(rune)
        ? $"the character {rune} cannot stand here"
        : $"the character U+{(int)_text[_at]:X4} cannot stand here";
}
