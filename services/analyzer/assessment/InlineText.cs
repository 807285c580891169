using System.Globalization;
using System.Net;
using System.Text;

namespace Upgrades.Analyzer.Assessment;

/// <summary>
/// What a reader sees of a piece of Markdown: no marks, no tags, no addresses, no pictures, nothing invisible. One pass; what does not
/// close is text. Code becomes <see cref="QuotedCode"/>, so a private character of the author's is dropped.
/// </summary>
internal ref struct InlineText
{
    private readonly string _raw;
    private readonly StringBuilder _text = new();
    private readonly List<string> _addresses = [];
    private readonly List<(int At, bool IsImage)> _brackets = [];
    private int _at;

    private InlineText(string raw) => _raw = raw;

    public static (string Text, IReadOnlyList<string> Addresses) Of(string raw)
    {
        var reader = new InlineText(raw);
        while (reader._at < raw.Length)
        {
            reader.ReadNext();
        }

        return (OneLine(reader._text.ToString()), reader._addresses);
    }

    private readonly char Before => _at > 0 ? _raw[_at - 1] : ' ';

    private readonly char After => _at + 1 < _raw.Length ? _raw[_at + 1] : ' ';

    private void ReadNext()
    {
        var c = _raw[_at];
        switch (c)
        {
            case '\\' when char.IsPunctuation(After) || char.IsSymbol(After):
                _text.Append(After);
                _at += 2;
                break;
            case '`':
                ReadCode();
                break;
            case '<' when After is '/' || char.IsAsciiLetter(After):
                ReadTag();
                break;
            case '&' when _raw.AsSpan(_at, Math.Min(12, _raw.Length - _at)).IndexOf(';') is > 0 and var end:
                var entity = WebUtility.HtmlDecode(_raw.Substring(_at, end + 1));
                _at += end + 1;
                foreach (var part in entity)
                {
                    Add(part);
                }

                break;
            case '[':
                _brackets.Add((_text.Length, Before == '!'));
                Take('[');
                break;
            case ']' when _brackets.Count > 0:
                CloseBracket();
                break;
            case '*' when !char.IsWhiteSpace(Before) || !char.IsWhiteSpace(After):
            case '~' when After == '~' || Before == '~':
            case '_' when !char.IsLetterOrDigit(Before) != !char.IsLetterOrDigit(After):
                _at++;
                break;
            case 'h' or 'H' or 'w' or 'W' when !char.IsLetterOrDigit(Before) && StartsAddress():
                ReadAddress();
                break;
            default:
                Take(c);
                break;
        }
    }

    private void Take(char c)
    {
        _at++;
        Add(c);
    }

    private readonly void Add(char c)
    {
        switch (char.GetUnicodeCategory(c))
        {
            // Dropped and not replaced: an invisible character must not hide a word.
            case UnicodeCategory.Format or UnicodeCategory.PrivateUse:
                break;
            case UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                _text.Append(' ');
                break;
            default:
                _text.Append(c);
                break;
        }
    }

    private void ReadCode()
    {
        var start = _at;
        while (_at < _raw.Length && _raw[_at] == '`')
        {
            _at++;
        }

        var (ticks, content) = (_at - start, _at);
        for (var run = _raw.IndexOf('`', content); run >= 0; run = _raw.IndexOf('`', run))
        {
            var end = run;
            while (end < _raw.Length && _raw[end] == '`')
            {
                end++;
            }

            if (end - run == ticks)
            {
                _text.Append(QuotedCode.Unreadable(_raw[content..run]));
                _at = end;
                return;
            }

            run = end;
        }
    }

    private void ReadTag()
    {
        var end = _raw.AsSpan(_at + 1).IndexOfAny('<', '>');
        if (end < 0 || _raw[_at + 1 + end] == '<')
        {
            Take('<');
            return;
        }

        var inner = _raw.Substring(_at + 1, end);
        if (inner.Contains("://", StringComparison.Ordinal))
        {
            _addresses.Add(inner);
        }

        _text.Append(' ');
        _at += end + 2;
    }

    /// <summary><c>[text](address)</c> and <c>[text][reference]</c> leave their text, a picture leaves nothing.</summary>
    private void CloseBracket()
    {
        var (open, isImage) = _brackets[^1];
        _brackets.RemoveAt(_brackets.Count - 1);
        var close = After is '(' ? ')' : After is '[' ? ']' : ' ';
        var end = close == ' ' ? -1 : _raw.IndexOf(close, _at + 2);
        if (end < 0)
        {
            Take(']');
            return;
        }

        // An address may hold one pair of parentheses.
        if (close == ')' && _raw.AsSpan(_at + 2, end - _at - 2).Contains('(') && _raw.IndexOf(')', end + 1) is >= 0 and var outer && outer - end < 200)
        {
            end = outer;
        }

        _addresses.Add(_raw[(_at + 2)..end]);
        _text.Remove(open, 1);
        if (isImage)
        {
            _text.Length = Math.Max(0, open - 1);
        }

        _at = end + 1;
    }

    private readonly bool StartsAddress()
    {
        var ahead = _raw.AsSpan(_at);
        return ahead.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || ahead.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || ahead.StartsWith("www.", StringComparison.OrdinalIgnoreCase);
    }

    private void ReadAddress()
    {
        var start = _at;
        while (_at < _raw.Length && !char.IsWhiteSpace(_raw[_at]) && _raw[_at] is not ('<' or '>' or ')' or ']' or '`'))
        {
            _at++;
        }

        _addresses.Add(_raw[start.._at]);
        _text.Append(' ');
    }

    /// <summary>Without control and format characters, and with one space between words.</summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var c in text.Where(c => char.GetUnicodeCategory(c) is not UnicodeCategory.Format))
        {
            if (!char.IsWhiteSpace(c) && !char.IsControl(c))
            {
                line.Append(c);
            }
            else if (line.Length > 0 && line[^1] != ' ')
            {
                line.Append(' ');
            }
        }

        return line.ToString().Trim();
    }
}
