using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform.Resolution;

/// <summary>
/// <c>for</c> expressions and <c>for_each</c>. A condition of a <c>for</c> is not judged: an element that is left out today has a version
/// all the same.
/// </summary>
internal static class Loops
{
    private const int MostElements = 2_000;

    /// <summary>Of an address that people read; a whole manifest is told by its number.</summary>
    private const int LongestKey = 200;

    public static Value Read(Term term, ForClause clause)
    {
        var collection = term with { Expression = clause.Collection };
        var (elements, why) = Evaluator.Evaluate(collection).Elements(collection.Spot);
        if (elements is null || elements.Count > MostElements)
        {
            return why ?? new UnknownValue($"{collection.Spot.Short} has more than {MostElements} elements", collection.Spot);
        }

        var turns = elements.Select(e => Turn(term, clause, e)).ToList();
        if (clause.Key is not { } key)
        {
            return new ListValue([.. turns.Select(names => (term with { Expression = clause.Value, Names = names }).Deferred())]);
        }

        List<Element> entries = [];
        foreach (var names in turns)
        {
            if (Evaluator.TextOf(term with { Expression = key, Names = names }) is not { } name)
            {
                return new UnknownValue($"the key {(term with { Expression = key }).Spot.Short} is not known", term.Spot);
            }

            entries.Add(new Element(name, (term with { Expression = clause.Value, Names = names }).Deferred()));
        }

        return clause.Groups
            ? new MapValue([.. entries.GroupBy(e => e.Key, StringComparer.Ordinal).Select(g => new Element(g.Key, Deferred.Of(new ListValue([.. g.Select(e => e.Value)]), term.Spot)))])
            : new MapValue(entries);
    }

    /// <summary>What a <c>for_each</c> goes through, each with what <c>each</c> or the iterator is there. Of a condition, all cases.</summary>
    public static (IReadOnlyList<Element>? Elements, UnknownValue? Why) ForEach(Term term)
    {
        List<Element>? elements = [];
        UnknownValue? why = null;
        foreach (var value in ConditionalValue.CasesOf(Evaluator.Evaluate(term)))
        {
            var known = value is ListValue list ? (Texts(list), null) : value.Elements(term.Spot);
            elements = known.Elements is null ? null : [.. elements ?? [], .. known.Elements];
            why ??= known.Why;
        }

        return why is not null || elements is null ? (null, new UnknownValue($"the for_each is not known: {why!.Reason}", why.At))
            : elements.Count > MostElements ? (null, new UnknownValue($"{term.Spot.Short} has more than {MostElements} elements", term.Spot))
            : ([.. elements.Select(e => new Element(e.Key, Each(e, term.Spot)))], null);
    }

    /// <summary>What <c>count</c> is in each copy. What is not there today, or not known to be, counts as one copy.</summary>
    public static IEnumerable<(string Key, Deferred Value)> Count(Term term)
    {
        var copies = ConditionalValue.CasesOf(Evaluator.Evaluate(term)).OfType<TextValue>()
            .Select(t => int.TryParse(t.Text.Text, out var number) ? number : 0).DefaultIfEmpty().Max();
        var at = term.Spot;
        return copies <= 1 ? [("", Index(0))] : Enumerable.Range(0, Math.Min(copies, MostElements)).Select(i => ($"[{i}]", Index(i)));

        Deferred Index(int index) => Deferred.Of(new MapValue([new Element("index", Deferred.Of(TextValue.Of($"{index}"), at))]), at);
    }

    private static Names Turn(Term term, ForClause clause, Element element)
    {
        var names = term.Names.With(clause.Names[^1], element.Value);
        return clause.Names.Count == 2 ? names.With(clause.Names[0], Deferred.Of(TextValue.Of(element.Key), term.Spot)) : names;
    }

    /// <summary>A set of texts: each is its own key. Anything else can only be the elements of a dynamic block.</summary>
    private static IReadOnlyList<Element> Texts(ListValue list) =>
        [.. list.Items.Select((item, i) => new Element(item.Value is TextValue { Text: { Hole: null, Text.Length: <= LongestKey } text } && !text.Text.Contains('\n', StringComparison.Ordinal) ? text.Text : $"{i}", item))];

    private static Deferred Each(Element element, Spot at) => Deferred.Of(
        new MapValue([
            new Element("key", Deferred.Of(TextValue.Of(element.Key), at)),
            new Element("value", new Deferred(() => Through.Stamp(element.Value.Value, SiteVia.Each, at), at)),
        ]),
        at);
}
