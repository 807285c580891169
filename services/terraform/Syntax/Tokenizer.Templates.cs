using System.Buffers;
using System.Globalization;
using System.Text;

namespace Upgrades.Terraform.Syntax;

internal sealed partial class Tokenizer
{
    private static readonly SearchValues<char> QuotedMarks = SearchValues.Create("\"\\\n\r$%");
    private static readonly SearchValues<char> HeredocMarks = SearchValues.Create("\n\r$%");

    private void ReadQuoted()
    {
        var length = RunUntil(QuotedMarks, 0);
        while (length < _text.Length - _at && _text[_at + length] != '"' && !IsTemplateOpen(length))
        {
            var c = _text[_at + length];
            if (c is '\n' or '\r')
            {
                Fail("the string does not end on its line", length);
                return;
            }

            var step = c == '\\' ? EscapeLength(length) : IsEscapedOpen(length) ? 3 : 1;
            if (step == 0)
            {
                Fail("the escape is not one of \\n \\r \\t \\\" \\\\ \\uXXXX \\UXXXXXXXX", length);
                return;
            }

            length = RunUntil(QuotedMarks, length + step);
        }

        EmitText(length);
        if (_at >= _text.Length)
        {
            return;
        }

        if (_text[_at] == '"')
        {
            Emit(TokenKind.CloseQuote, 1);
            Leave();
        }
        else
        {
            OpenTemplate();
        }
    }

    private void ReadHeredoc()
    {
        var length = 0;
        while (_fault is null && length < _text.Length - _at)
        {
            if (_mode.Marker.Length > 0 && _text[_at + length - 1] == '\n' && ClosingLineLength(_at + length) is var closing and > 0)
            {
                EmitText(length);
                Emit(TokenKind.CloseHeredoc, closing);
                Leave();
                return;
            }

            length = RunUntil(HeredocMarks, length);
            if (IsTemplateOpen(length))
            {
                EmitText(length);
                OpenTemplate();
                return;
            }

            length += Ahead(length) == '\r' ? CarriageReturnLength(length) : IsEscapedOpen(length) ? 3 : 1;
        }

        EmitText(length);
    }

    /// <summary>
    /// Only before a line feed it is text. Elsewhere hashicorp/hcl gives up: in a heredoc that is a fault, and of a file that is one
    /// template the rest is text, whatever it holds (hclsyntax/scan_tokens.rl, at the end).
    /// </summary>
    private int CarriageReturnLength(int offset)
    {
        if (Ahead(offset + 1) == '\n' || offset + 1 == _text.Length - _at)
        {
            return 1;
        }

        if (_mode.Marker.Length > 0)
        {
            Fail("a carriage return stands without line feed", offset);
        }

        return _text.Length - _at - offset;
    }

    /// <summary>
    /// Length of the line without its end when it holds the marker and nothing else; else 0. The line must have an end: at that of the
    /// file hashicorp/hcl does not see the marker.
    /// </summary>
    private int ClosingLineLength(int start)
    {
        var rest = _text.AsSpan(start);
        var end = rest.IndexOf('\n');
        if (end < 0)
        {
            return 0;
        }

        var line = rest[..(end > 0 && rest[end - 1] == '\r' ? end - 1 : end)];
        return line.Trim().SequenceEqual(_mode.Marker) && !line.Contains('\r') ? line.Length : 0;
    }

    private void OpenHeredoc()
    {
        var begin = Ahead(2) == '-' ? 3 : 2;
        var start = _at;
        _at += begin;
        var word = _at < _text.Length ? WordLength() : 0;
        var lineEnd = Ahead(word) == '\n' ? 1 : Ahead(word) == '\r' && Ahead(word + 1) == '\n' ? 2 : 0;
        var marker = _text.Substring(_at, word);
        _at = start;
        if (word == 0 || lineEnd == 0)
        {
            Fail("after << a heredoc needs a word and the end of the line");
            return;
        }

        Emit(TokenKind.OpenHeredoc, begin + word + lineEnd);
        Enter(ModeKind.Heredoc, start, marker);
    }

    private bool IsTemplateOpen(int offset) => Ahead(offset) is '$' or '%' && Ahead(offset + 1) == '{';

    /// <summary><c>$${</c> and <c>%%{</c> are text.</summary>
    private bool IsEscapedOpen(int offset) =>
        Ahead(offset) is '$' or '%' && Ahead(offset + 1) == Ahead(offset) && Ahead(offset + 2) == '{';

    private void OpenTemplate()
    {
        var kind = _text[_at] == '$' ? TokenKind.OpenInterpolation : TokenKind.OpenDirective;
        Emit(kind, Ahead(2) == '~' ? 3 : 2);
        Enter(ModeKind.Interpolation, _tokens[^1].Start);
    }

    private void EmitText(int length)
    {
        if (length > 0)
        {
            Emit(TokenKind.TemplateText, Math.Min(length, _text.Length - _at));
        }
    }

    private int EscapeLength(int offset) => Ahead(offset + 1) switch
    {
        'n' or 'r' or 't' or '"' or '\\' => 2,
        'u' => ScalarEscapeLength(offset, 4),
        'U' => ScalarEscapeLength(offset, 8),
        _ => 0,
    };

    private int ScalarEscapeLength(int offset, int digits)
    {
        var from = _at + offset + 2;
        return from + digits <= _text.Length
            && uint.TryParse(_text.AsSpan(from, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var scalar)
            && Rune.IsValid(scalar) ? 2 + digits : 0;
    }
}
