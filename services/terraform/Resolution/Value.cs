using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform.Resolution;

/// <summary>A stretch of a file, for saying where something is.</summary>
internal readonly record struct Spot(SourceDocument Document, TextSpan Span)
{
    public string Source => Span.Of(Document.File.Text);

    /// <summary>On one line, cut to what fits a sentence.</summary>
    public string Short
    {
        get
        {
            var line = string.Join(' ', Source.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            return line.Length <= 80 ? line : line[..80] + "…";
        }
    }
}

/// <summary>What an expression is, as far as it is written down in the repository. Never guessed.</summary>
internal abstract record Value
{
    /// <summary>What stands under a key or at an index.</summary>
    public virtual Value Enter(string key, Spot at) => new UnknownValue($"{at.Short}: there is no {key} in it", at) { IsError = true };

    /// <summary>Its elements, or why they are not known.</summary>
    public virtual (IReadOnlyList<Element>? Elements, UnknownValue? Why) Elements(Spot at) =>
        (null, new UnknownValue($"{at.Short} has no elements", at) { IsError = true });
}

/// <param name="Key">The key, or the index.</param>
/// <param name="Value">Worked out when asked for.</param>
internal sealed record Element(string Key, Deferred Value);

/// <summary>A string, number or truth. Parts that are not known are holes in it.</summary>
internal sealed record TextValue(ResolvedText Text) : Value
{
    public static TextValue Of(string text) => new(new ResolvedText([new TextPiece(text, null, -1)]));
}

internal sealed record NullValue : Value;

/// <summary>What <c>yamlencode</c> and <c>jsonencode</c> make: a text for others, and for us what it was made of.</summary>
internal sealed record EncodedValue(Value Inner) : Value;

/// <param name="Reason">In words that follow "the image".</param>
/// <param name="At">The expression that stopped the search.</param>
internal record UnknownValue(string Reason, Spot At) : Value
{
    /// <summary>Terraform would fail as well, and so <c>try()</c> goes on.</summary>
    public bool IsError { get; init; }

    public override Value Enter(string key, Spot at) => this;

    public override (IReadOnlyList<Element>? Elements, UnknownValue? Why) Elements(Spot at) => (null, this);
}

/// <summary>One of two, and which is decided when Terraform runs. Both are written down all the same.</summary>
internal sealed record ConditionalValue(Deferred WhenTrue, Deferred WhenFalse, Spot At) : UnknownValue($"a condition decides: {At.Short}", At)
{
    private const int MostCases = 100;

    /// <summary>All values that it may turn out to be, without those that hold nothing.</summary>
    /// <returns>The value itself, which is not known, where conditions branch too often.</returns>
    public static IReadOnlyList<Value> CasesOf(Value value)
    {
        List<Value> cases = [];
        var open = new Stack<Value>([value]);
        for (var seen = 0; open.TryPop(out var next); seen++)
        {
            if (seen > MostCases)
            {
                return [value];
            }

            if (next is ConditionalValue conditional)
            {
                open.Push(conditional.WhenFalse.Value);
                open.Push(conditional.WhenTrue.Value);
            }
            else if (next is not (NullValue or TextValue { Text.Text: "" } or MapValue { Entries.Count: 0 } or ListValue { Items.Count: 0 }))
            {
                cases.Add(next);
            }
        }

        return cases;
    }
}

internal sealed record ListValue(IReadOnlyList<Deferred> Items) : Value
{
    public override Value Enter(string key, Spot at) =>
        int.TryParse(key, out var i) && i >= 0 && i < Items.Count ? Items[i].Value : base.Enter(key, at);

    public override (IReadOnlyList<Element>? Elements, UnknownValue? Why) Elements(Spot at) =>
        ([.. Items.Select((item, i) => new Element($"{i}", item))], null);
}

internal sealed record MapValue(IReadOnlyList<Element> Entries) : Value
{
    private Dictionary<string, Deferred>? _byKey;

    private Dictionary<string, Deferred> ByKey
    {
        get
        {
            if (_byKey is null)
            {
                _byKey = new(StringComparer.Ordinal);
                foreach (var (key, value) in Entries)
                {
                    _byKey[key] = value;
                }
            }

            return _byKey;
        }
    }

    public Value? Find(string key) => ByKey.GetValueOrDefault(key)?.Value;

    public override Value Enter(string key, Spot at) => Find(key) ?? base.Enter(key, at);

    public override (IReadOnlyList<Element>? Elements, UnknownValue? Why) Elements(Spot at) =>
        ([.. ByKey.Select(e => new Element(e.Key, e.Value))], null);
}

/// <summary>What <c>merge()</c> makes: the last map that has a key decides. One that is not known hides those before it.</summary>
internal sealed record MergedValue(IReadOnlyList<Value> Parts) : Value
{
    public override Value Enter(string key, Spot at)
    {
        foreach (var part in Parts.Reverse())
        {
            var found = part switch
            {
                MapValue map => map.Find(key),
                NullValue => null,
                _ => part.Enter(key, at) is var value and not UnknownValue { IsError: true } ? value : null,
            };
            if (found is not null)
            {
                return found;
            }
        }

        return base.Enter(key, at);
    }

    public override (IReadOnlyList<Element>? Elements, UnknownValue? Why) Elements(Spot at)
    {
        var merged = new Dictionary<string, Element>(StringComparer.Ordinal);
        foreach (var part in Parts.Where(p => p is not NullValue))
        {
            var (elements, why) = part.Elements(at);
            if (elements is null)
            {
                return (null, why);
            }

            foreach (var element in elements)
            {
                merged[element.Key] = element;
            }
        }

        return ([.. merged.Values], null);
    }
}

/// <summary>Names under a word: <c>var</c>, <c>local</c>, <c>module</c>, and what a resource is made of.</summary>
internal sealed record NamedValue(Func<string, Spot, Value> Find) : Value
{
    public override Value Enter(string key, Spot at) => Find(key, at);
}
