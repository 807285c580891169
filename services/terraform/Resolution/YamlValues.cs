using System.Text.RegularExpressions;
using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform.Resolution;

/// <summary>What a YAML or JSON text says, each scalar with the literals its characters come from.</summary>
internal static partial class YamlValues
{
    /// <returns>Its documents, or why they cannot be read.</returns>
    public static (IReadOnlyList<Value>? Documents, UnknownValue? Why) ReadAll(ResolvedText text, Spot at)
    {
        // What stands in a file just so has been read there, or will be.
        var (documents, problem) = text.Pieces is [{ Origin: { IsVerbatim: true } whole, Offset: 0 } only] && only.Text.Length == whole.Inner.End - whole.Inner.Start
            ? whole.Yaml : YamlText.Read(text.Text);
        return documents is null ? (null, new UnknownValue($"{at.Short} {problem}", at)) : ([.. documents.Select(d => Read(d, text, at))], null);
    }

    /// <summary>The first document; null when there is none.</summary>
    public static Value Read(Value text, Spot at)
    {
        switch (text)
        {
            case EncodedValue encoded:
                return encoded.Inner;
            case TextValue known:
                var (documents, why) = ReadAll(known.Text, at);
                return documents is null ? why! : documents.Count == 0 ? new NullValue() : documents[0];
            default:
                return text as UnknownValue ?? new UnknownValue($"{at.Short} is not a text", at);
        }
    }

    /// <summary>Does a text without quotes read as a number that may be printed otherwise than it is written? (YAML 1.2, "Core Schema".)</summary>
    public static bool IsInexactNumber(string text) => Number().IsMatch(text) && !LiteralText.IsExactNumber(text);

    /// <summary>Would a text without quotes be read as this text, by Helm and by Terraform? Helm prints integers of seven digits and more as powers of ten.</summary>
    public static bool IsSafePlain(string text) =>
        !OtherThanText().IsMatch(text) && !IsInexactNumber(text) && !(text.Length > 6 && text.All(char.IsAsciiDigit));

    private static Value Read(YamlNode node, ResolvedText text, Spot at) => node switch
    {
        YamlScalar scalar => ReadScalar(scalar, text, at),
        YamlSequence sequence => new ListValue([.. sequence.Items.Select(i => new Deferred(() => Read(i, text, at), at))]),
        YamlMapping mapping => new MapValue([.. mapping.Entries.Select(e => new Element(e.Key, new Deferred(() => Read(e.Value, text, at), at)))]),
        _ => new NullValue(),
    };

    private static Value ReadScalar(YamlScalar scalar, ResolvedText text, Spot at)
    {
        if (scalar.IsPlain && scalar.Text is "" or "~" or "null")
        {
            return new NullValue();
        }

        var pieces = text.Slice(scalar.Start, scalar.End);
        var asWritten = text.Text.AsSpan(scalar.Start, scalar.End - scalar.Start).SequenceEqual(scalar.Text);
        if (scalar.IsPlain && IsInexactNumber(scalar.Text))
        {
            return new UnknownValue($"the number {scalar.Text} does not read as it is written", PlaceOf(pieces, at));
        }

        return asWritten && pieces.Count > 0 ? new TextValue(new ResolvedText(pieces))
            : pieces.Select(p => p.Hole).FirstOrDefault(h => h is not null) ?? (Value)new TextValue(new ResolvedText([new TextPiece(scalar.Text, pieces is [var first, ..] ? first.Origin : null, -1)]));
    }

    private static Spot PlaceOf(IReadOnlyList<TextPiece> pieces, Spot at) =>
        pieces is [{ Origin: { } origin, Offset: >= 0 and var offset } first, ..]
            ? new Spot(origin.Document, new TextSpan(origin.Inner.Start + offset, origin.Inner.Start + offset + first.Text.Length)) : at;

    [GeneratedRegex(@"\A(true|false|yes|no|on|off|y|n|null|~|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2})\z", RegexOptions.IgnoreCase)]
    private static partial Regex OtherThanText();

    [GeneratedRegex(@"\A[-+]?(\.[0-9]+|[0-9][0-9_]*(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z|\A0[xo][0-9A-Fa-f]+\z|\A[-+]?\.(inf|nan)\z", RegexOptions.IgnoreCase)]
    private static partial Regex Number();
}
