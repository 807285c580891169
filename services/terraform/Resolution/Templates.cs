using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform.Resolution;

/// <summary>
/// Texts with insertions. What is inserted and not known leaves a hole. In a heredoc and in a file the text of each case of a
/// <c>%{ if }</c> and of one turn of a <c>%{ for }</c> is read, since all of it is written there.
/// </summary>
internal static class Templates
{
    private const int LongestText = 1 << 20;
    private const int MostPieces = 20_000;

    public static Value Read(Term term, TemplateExpression template)
    {
        var literal = template.Heredoc && template.Span == term.Document.Whole.Inner ? term.Document.Whole : term.Document.LiteralOf(template);
        if (!template.Heredoc && template.Pieces.Any(p => p.Kind == TemplatePartKind.Directive || p.Strips))
        {
            return new UnknownValue($"{term.Spot.Short} has a template directive", term.Spot);
        }

        List<TextPiece> pieces = [];
        var (length, names) = (0, term.Names);
        foreach (var part in template.Pieces)
        {
            var before = pieces.Count;
            if (part.Kind == TemplatePartKind.Text)
            {
                pieces.AddRange(LiteralText.Read(term.Document, literal, part.Span, template.Heredoc));
            }
            else if (part.Kind == TemplatePartKind.Interpolation)
            {
                pieces.AddRange(Inserted(term with { Expression = part.Value!, Names = names }));
            }
            else
            {
                var why = new UnknownValue("a template directive decides", new Spot(term.Document, part.Span));
                names = (part.Names ?? []).Aggregate(names, (outer, name) => outer.With(name, Deferred.Of(why, why.At)));
                pieces.Add(TextPiece.NotKnown(why));
            }

            length += pieces.Skip(before).Sum(p => p.Text.Length);
            if (length > LongestText || pieces.Count > MostPieces)
            {
                return new UnknownValue($"{term.Spot.Short} reads as more than {LongestText} characters", term.Spot);
            }
        }

        return new TextValue(new ResolvedText(pieces));
    }

    /// <summary>Longer than what anybody writes; two such in one would be twice as long.</summary>
    public static bool IsTooLong(IReadOnlyCollection<TextPiece> pieces) => pieces.Count > MostPieces || pieces.Sum(p => (long)p.Text.Length) > LongestText;

    private static IEnumerable<TextPiece> Inserted(Term term) => Evaluator.Evaluate(term) switch
    {
        TextValue text => text.Text.Pieces,
        UnknownValue unknown => [TextPiece.NotKnown(unknown)],
        NullValue => [TextPiece.NotKnown(new UnknownValue($"{term.Spot.Short} is null", term.Spot) { IsError = true })],
        _ => [TextPiece.NotKnown(new UnknownValue($"{term.Spot.Short} is not a text", term.Spot))],
    };
}
