using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform.Resolution;

/// <summary>Terraform's functions, as far as a version can be followed through them.</summary>
internal static partial class Functions
{
    public static Value Call(Term term, CallExpression call)
    {
        var arguments = call.Arguments.Select(a => term with { Expression = a }).ToList();
        Value Argument(int index) => index < arguments.Count ? Evaluator.Evaluate(arguments[index])
            : new UnknownValue($"{term.Spot.Short} lacks an argument", term.Spot) { IsError = true };
        return call.Function switch
        {
            "try" => Try(term, arguments),
            "coalesce" => Coalesce(term, arguments),
            "merge" => new MergedValue([.. arguments.Select(Evaluator.Evaluate)]),
            "lookup" => Lookup(Argument(0), Argument(1), arguments.Count > 2 ? Argument(2) : null, term.Spot),
            "element" => Argument(1) switch
            {
                TextValue { Text: { Hole: null } index } => Argument(0).Enter(index.Text, term.Spot),
                var index => index as UnknownValue ?? NotFollowed(term, call),
            },
            "index" => IndexOf(Argument(0), Argument(1), term),
            "length" => Argument(0).Elements(term.Spot) is { Elements: { } elements } ? TextValue.Of($"{elements.Count}") : NotFollowed(term, call),
            "concat" => Concat(arguments, term.Spot),
            "compact" => Argument(0) is ListValue list ? new ListValue([.. list.Items.Where(i => i.Value is not (NullValue or TextValue { Text.Text: "" }))]) : Argument(0),
            "keys" => Listed(Argument(0), term.Spot, e => Deferred.Of(TextValue.Of(e.Key), term.Spot)),
            "values" => Listed(Argument(0), term.Spot, e => e.Value),
            "one" => Argument(0) is ListValue { Items: [var only] } ? only.Value : NotFollowed(term, call),
            "tolist" or "toset" or "tomap" or "tostring" or "sensitive" or "nonsensitive" or "abspath" or "pathexpand" => Argument(0),
            "yamlencode" or "jsonencode" => new EncodedValue(Argument(0)),
            "yamldecode" or "jsondecode" => Decode(Argument(0), term.Spot),
            "file" or "templatefile" or "fileset" or "basename" or "dirname" => Files(term, call.Function, arguments),
            "join" or "format" or "split" or "trimspace" or "chomp" or "trimprefix" or "trimsuffix" => Texts(term, call.Function, arguments),
            _ => term.Names.Terragrunt is { } file ? Terragrunt(term, file, call.Function, arguments) : NotFollowed(term, call),
        };
    }

    private static UnknownValue NotFollowed(Term term, CallExpression call) => new($"the function {call.Function}() is not followed: {term.Spot.Short}", term.Spot);

    /// <summary>The first that Terraform could work out. What we cannot know ends the search.</summary>
    private static Value Try(Term term, IReadOnlyList<Term> arguments) =>
        arguments.Select(Evaluator.Evaluate).FirstOrDefault(v => !IsError(v)) ?? new UnknownValue($"{term.Spot.Short} fails", term.Spot) { IsError = true };

    private static bool IsError(Value value) => value is UnknownValue { IsError: true } or TextValue { Text.Hole.IsError: true };

    private static Value Coalesce(Term term, IReadOnlyList<Term> arguments) =>
        arguments.Select(Evaluator.Evaluate).FirstOrDefault(v => v is not (NullValue or TextValue { Text.Text: "" }))
        ?? new UnknownValue($"{term.Spot.Short} has nothing to take", term.Spot) { IsError = true };

    private static Value Lookup(Value map, Value key, Value? otherwise, Spot at)
    {
        if (key is not TextValue { Text: { Hole: null } text })
        {
            return key is UnknownValue unknown ? unknown : new UnknownValue($"{at.Short}: the key is not known", at);
        }

        var found = map.Enter(text.Text, at);
        return otherwise is not null && IsError(found) ? otherwise : found;
    }

    private static Value IndexOf(Value list, Value wanted, Term term)
    {
        if (list is ListValue { Items: var items } && wanted is TextValue { Text: { Hole: null } text })
        {
            var at = items.ToList().FindIndex(i => i.Value is TextValue { Text: { Hole: null } item } && item.Text == text.Text);
            return at >= 0 ? TextValue.Of($"{at}") : new UnknownValue($"{term.Spot.Short}: {text.Text} is not in the list", term.Spot) { IsError = true };
        }

        return list as UnknownValue ?? wanted as UnknownValue ?? new UnknownValue($"{term.Spot.Short} is not followed", term.Spot);
    }

    private static Value Concat(IReadOnlyList<Term> arguments, Spot at)
    {
        List<Deferred> items = [];
        foreach (var argument in arguments)
        {
            var (elements, why) = Evaluator.Evaluate(argument).Elements(at);
            if (elements is null)
            {
                return why!;
            }

            items.AddRange(elements.Select(e => e.Value));
        }

        return new ListValue(items);
    }

    private static Value Listed(Value map, Spot at, Func<Element, Deferred> take)
    {
        var (elements, why) = map.Elements(at);
        return elements is null ? why! : new ListValue([.. elements.OrderBy(e => e.Key, StringComparer.Ordinal).Select(take)]);
    }

    private static Value Decode(Value text, Spot at) =>
        text is EncodedValue encoded ? encoded.Inner : Through.Stamp(YamlValues.Read(text, at), SiteVia.DataFile, at);
}
