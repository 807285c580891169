using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform.Resolution;

/// <summary>An expression and what its names mean.</summary>
internal readonly record struct Term(Expression Expression, SourceDocument Document, Names Names)
{
    public Spot Spot => new(Document, Expression.Span);

    public string Source => Spot.Source;

    public Deferred Deferred()
    {
        var term = this;
        return new(() => Evaluator.Evaluate(term), Spot);
    }
}

/// <summary>Works out what an expression is, without ever guessing.</summary>
internal static class Evaluator
{
    public static Value Evaluate(Term term)
    {
        var surroundings = term.Names.Surroundings;
        if (!surroundings.TryGoDeeper())
        {
            return new UnknownValue($"{term.Spot.Short} leads through too many names", term.Spot);
        }

        var value = Read(term);
        surroundings.ComeBack();
        return value;
    }

    /// <summary>The text alone, where it is only for people or for a name; null when any part of it is not known.</summary>
    public static string? TextOf(Term term) => Evaluate(term) is TextValue { Text: { Hole: null } text } ? text.Text : null;

    private static Value Read(Term term) => term.Expression switch
    {
        ParenthesesExpression parentheses => Evaluate(term with { Expression = parentheses.Inner }),
        // "${x}" alone is x itself, whatever it is.
        TemplateExpression { Heredoc: false, Pieces: [{ Kind: TemplatePartKind.Interpolation, Strips: false } only] } => Evaluate(term with { Expression = only.Value! }),
        TemplateExpression template => Templates.Read(term, template),
        NumberExpression => ReadNumber(term),
        WordExpression word => ReadWord(term, word.Word),
        ReferenceExpression reference => ReadReference(term, reference),
        TupleExpression tuple => new ListValue([.. tuple.Items.Select(i => (term with { Expression = i }).Deferred())]),
        ObjectExpression map => ReadObject(term, map),
        ForExpression loop => Loops.Read(term, loop.Clause),
        CallExpression call => Functions.Call(term, call),
        ConditionalExpression either => new ConditionalValue((term with { Expression = either.WhenTrue }).Deferred(), (term with { Expression = either.WhenFalse }).Deferred(), term.Spot),
        _ => new UnknownValue($"the expression {term.Spot.Short} is not followed", term.Spot),
    };

    private static Value ReadNumber(Term term) =>
        !LiteralText.IsExactNumber(term.Source) ? new UnknownValue($"the number {term.Spot.Short} does not read as it is written", term.Spot)
        : new TextValue(new ResolvedText([new TextPiece(term.Source, term.Document.LiteralOf(term.Expression), 0)]));

    private static Value ReadWord(Term term, string word) => word switch
    {
        "null" => new NullValue(),
        "true" or "false" => TextValue.Of(word),
        _ => term.Names.Find(word, term.Spot) ?? new UnknownValue($"{word} means nothing here", term.Spot) { IsError = true },
    };

    private static Value ReadReference(Term term, ReferenceExpression reference)
    {
        var value = reference.Root is WordExpression { Word: var word }
            ? term.Names.Find(word, term.Spot) ?? new UnknownValue($"{term.Spot.Short} is known only when Terraform runs", term.Spot)
            : Evaluate(term with { Expression = reference.Root });
        return Follow(value, term, reference.Steps);
    }

    private static Value Follow(Value value, Term term, IEnumerable<ReferenceStep> steps)
    {
        foreach (var (i, step) in steps.Index())
        {
            if (step is { Name: null, Index: null })
            {
                var (elements, why) = value is NullValue ? ([], null) : value.Elements(term.Spot);
                var rest = steps.Skip(i + 1).ToList();
                return elements is null ? why! : new ListValue([.. elements.Select(e => new Deferred(() => Follow(e.Value.Value, term, rest), term.Spot))]);
            }

            var key = step.Name;
            if (key is null)
            {
                var index = Evaluate(term with { Expression = step.Index! });
                if (index is not TextValue { Text: { Hole: null } text })
                {
                    return index as UnknownValue ?? (index as TextValue)?.Text.Hole ?? new UnknownValue($"{term.Spot.Short}: the index is no text", term.Spot);
                }

                key = text.Text;
            }

            value = value.Enter(key, term.Spot);
        }

        return value;
    }

    private static Value ReadObject(Term term, ObjectExpression map)
    {
        List<Element> entries = new(map.Items.Count);
        foreach (var item in map.Items)
        {
            var name = item.Name ?? TextOf(term with { Expression = item.Key });
            if (name is null)
            {
                return new UnknownValue($"the key {(term with { Expression = item.Key }).Spot.Short} is not known", term.Spot);
            }

            entries.Add(new Element(name, (term with { Expression = item.Value }).Deferred()));
        }

        return new MapValue(entries);
    }
}
