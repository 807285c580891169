using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Upgrades.Notifier.Pages;

/// <summary>
/// What the compiler makes of the interpolated string in <see cref="Html.Of"/>. There is an overload for each kind of value that may
/// stand in a hole and none for all others, so a new kind of value does not compile before somebody has thought of it. A hole in a
/// tag must stand inside quotes, and one that is an address must be a <see cref="Href"/>.
/// </summary>
[InterpolatedStringHandler]
internal ref struct HtmlTemplate
{
    private static readonly string[] AddressAttributes = ["href=\"", "src=\"", "action=\""];
    private readonly StringBuilder _markup;
    private Place _place;

    public HtmlTemplate(int literalLength, int formattedCount) => _markup = new StringBuilder(literalLength + 32 * formattedCount);

    private enum Place
    {
        Text,
        Tag,
        Quoted,
    }

    public void AppendLiteral(string markup)
    {
        foreach (var c in markup)
        {
            _place = (_place, c) switch
            {
                (Place.Text, '<') => Place.Tag,
                (Place.Tag, '>') => Place.Text,
                (Place.Tag, '"') => Place.Quoted,
                (Place.Quoted, '"') => Place.Tag,
                _ => _place,
            };
        }

        _markup.Append(markup);
    }

    public readonly void AppendFormatted(Html html)
    {
        Require(_place == Place.Text);
        _markup.Append(html.ToString());
    }

    public readonly void AppendFormatted(IEnumerable<Html> parts)
    {
        foreach (var part in parts)
        {
            AppendFormatted(part);
        }
    }

    public readonly void AppendFormatted(string? text)
    {
        Require(_place != Place.Tag && !IsAddress());
        _markup.Append(HtmlText.Escape(HtmlText.Shorten(text ?? "")));
    }

    public readonly void AppendFormatted(long number)
    {
        Require(_place != Place.Tag && !IsAddress());
        _markup.Append(CultureInfo.InvariantCulture, $"{number}");
    }

    public readonly void AppendFormatted(Href address)
    {
        Require(_place == Place.Quoted && IsAddress());
        _markup.Append(HtmlText.Escape(address.ToString()));
    }

    internal readonly string Finish()
    {
        Require(_place == Place.Text);
        return _markup.ToString();
    }

    private readonly bool IsAddress()
    {
        if (_place != Place.Quoted)
        {
            return false;
        }

        foreach (var attribute in AddressAttributes)
        {
            if (_markup.Length >= attribute.Length && _markup.ToString(_markup.Length - attribute.Length, attribute.Length) == attribute)
            {
                return true;
            }
        }

        return false;
    }

    private readonly void Require(bool contained)
    {
        if (!contained)
        {
            var end = _markup.ToString(Math.Max(0, _markup.Length - 60), Math.Min(60, _markup.Length));
            throw new InvalidOperationException($"A template's hole stands where its value cannot be contained: …{end}");
        }
    }
}
