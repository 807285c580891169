using System.Text.RegularExpressions;

namespace Upgrades.Terraform.Resolution;

/// <summary>Functions that put texts together or cut them, so that each character keeps its origin.</summary>
internal static partial class Functions
{
    private const int MostParts = 10_000;

    private static Value Texts(Term term, string function, IReadOnlyList<Term> arguments)
    {
        List<Value> values = [.. arguments.Select(Evaluator.Evaluate)];
        if (function != "format" && values.FirstOrDefault(v => v is UnknownValue) is { } unknown)
        {
            return unknown;
        }

        return (function, values) switch
        {
            ("join", [TextValue separator, var list]) => Join(separator.Text, list, term.Spot),
            ("format", [TextValue pattern, ..]) => Format(pattern.Text, values[1..], term.Spot),
            ("split", [TextValue separator, TextValue text]) => Split(separator.Text.Text, text.Text, term.Spot),
            ("trimspace" or "chomp", [TextValue text]) => Trim(text.Text),
            ("trimprefix", [TextValue text, TextValue prefix]) => text.Text.Text.StartsWith(prefix.Text.Text, StringComparison.Ordinal) ? Cut(text.Text, prefix.Text.Text.Length, text.Text.Text.Length) : text,
            ("trimsuffix", [TextValue text, TextValue suffix]) => text.Text.Text.EndsWith(suffix.Text.Text, StringComparison.Ordinal) ? Cut(text.Text, 0, text.Text.Text.Length - suffix.Text.Text.Length) : text,
            _ => new UnknownValue($"{term.Spot.Short} is not followed", term.Spot),
        };
    }

    private static Value Join(ResolvedText separator, Value list, Spot at)
    {
        var (elements, why) = list.Elements(at);
        List<TextPiece> pieces = [];
        foreach (var (i, element) in elements?.Index() ?? [])
        {
            if (element.Value.Value is not TextValue text)
            {
                return element.Value.Value as UnknownValue ?? new UnknownValue($"{at.Short} joins more than texts", at);
            }

            pieces.AddRange(i == 0 ? text.Text.Pieces : separator.Pieces.Concat(text.Text.Pieces));
        }

        return elements is null ? why! : Text(pieces, at);
    }

    private static Value Format(ResolvedText pattern, IReadOnlyList<Value> values, Spot at)
    {
        List<TextPiece> pieces = [];
        var (from, next) = (0, 0);
        foreach (Match verb in Verb().Matches(pattern.Text))
        {
            pieces.AddRange(pattern.Slice(from, verb.Index));
            from = verb.Index + verb.Length;
            if (verb.Value == "%%")
            {
                pieces.Add(new TextPiece("%", null, -1));
            }
            else if (verb.Value is "%s" or "%v" or "%d" && next < values.Count && values[next++] is TextValue or UnknownValue)
            {
                pieces.AddRange(values[next - 1] is TextValue text ? text.Text.Pieces : [TextPiece.NotKnown((UnknownValue)values[next - 1])]);
            }
            else
            {
                return new UnknownValue($"{at.Short} is not followed", at);
            }
        }

        pieces.AddRange(pattern.Slice(from, pattern.Text.Length));
        return Text(pieces, at);
    }

    private static Value Split(string separator, ResolvedText text, Spot at)
    {
        List<Deferred> parts = [];
        for (var from = 0; from <= text.Text.Length;)
        {
            if (parts.Count == MostParts)
            {
                return new UnknownValue($"{at.Short} has more than {MostParts} parts", at);
            }

            var end = separator.Length == 0 ? from + 1 : text.Text.IndexOf(separator, from, StringComparison.Ordinal);
            end = end < 0 || end > text.Text.Length ? text.Text.Length : end;
            parts.Add(Deferred.Of(Cut(text, from, end), at));
            from = end + Math.Max(separator.Length, 1);
        }

        return new ListValue(parts);
    }

    private static TextValue Trim(ResolvedText text)
    {
        var start = text.Text.Length - text.Text.TrimStart().Length;
        return Cut(text, start, Math.Max(start, text.Text.TrimEnd().Length));
    }

    private static Value Text(List<TextPiece> pieces, Spot at) => Templates.IsTooLong(pieces)
        ? new UnknownValue($"{at.Short} is too long a text", at) : new TextValue(new ResolvedText(pieces));

    private static TextValue Cut(ResolvedText text, int start, int end) => new(new ResolvedText(text.Slice(start, end)));

    [GeneratedRegex("%.")]
    private static partial Regex Verb();
}
