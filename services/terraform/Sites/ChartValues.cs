using Upgrades.Terraform.Resolution;

namespace Upgrades.Terraform.Sites;

/// <summary>The images that a Helm release sets: <c>values</c>, the later over the earlier, and <c>set</c> in both syntaxes over them.</summary>
internal static class ChartValues
{
    /// <summary>Each is laid over those below it, and so one within the other when asked.</summary>
    private const int MostLayers = 100;
    private const int MostSets = 500;
    private const string Default = "only the tag is written here; the repository is the chart's own";

    public static IEnumerable<(FoundImage Image, string Attribute, SiteVia Context)> ImagesOf(ResourceScope resource)
    {
        var (values, cases, unknown) = ValuesOf(resource);
        var sets = SetsOf(resource);
        foreach (var why in unknown)
        {
            yield return (new FoundImage("values", null, why, why.At), "values", SiteVia.Values);
        }

        foreach (var found in ImageKeys.In(Overlay(values, sets), resource.Spot, Default).Concat(cases.SelectMany(c => ImageKeys.In(c, resource.Spot, Default))))
        {
            var isSet = sets.Any(s => KeysOf(s.Path) is var keys && (keys == found.Container || keys.StartsWith(found.Container + ".", StringComparison.Ordinal)));
            yield return (found, isSet ? "set" : "values", isSet ? SiteVia.Set : SiteVia.Values);
        }
    }

    /// <returns>All of them laid over each other; what lies there in another case; and what is not known.</returns>
    private static (Value Values, IReadOnlyList<Value> Cases, IReadOnlyList<UnknownValue> Unknown) ValuesOf(ResourceScope resource)
    {
        List<Value> cases = [];
        List<UnknownValue> unknown = [];
        Value merged = new MapValue([]);
        if (resource.Body["values"] is not { } written)
        {
            return (merged, cases, unknown);
        }

        var term = resource.Term(written);
        var layers = Evaluator.Evaluate(term);
        var (elements, why) = layers is NullValue ? ([], null) : layers.Elements(term.Spot);
        if (elements?.Count > MostLayers)
        {
            (elements, why) = (null, new UnknownValue($"{term.Spot.Short} has more than {MostLayers} elements", term.Spot));
        }

        foreach (var either in (elements ?? []).Select(e => ConditionalValue.CasesOf(e.Value.Value)))
        {
            var read = either.Select(v => YamlValues.Read(v, term.Spot)).Where(v => v is not NullValue).ToList();
            unknown.AddRange(read.OfType<UnknownValue>());
            var known = read.Where(v => v is not UnknownValue).ToList();
            merged = known is [var first, ..] ? Merge(merged, first, term.Spot) : merged;
            cases.AddRange(known.Skip(1));
        }

        return (merged, cases, why is null ? unknown : [why]);
    }

    /// <summary>Maps key by key, everything else as a whole, as Helm does.</summary>
    private static Value Merge(Value below, Value above, Spot at)
    {
        if (below is TextValue or ListValue or UnknownValue or NullValue || above is TextValue or ListValue or UnknownValue or NullValue
            || below.Elements(at).Elements is not { } lower || above.Elements(at).Elements is not { } upper)
        {
            return above;
        }

        var entries = lower.ToDictionary(e => e.Key, StringComparer.Ordinal);
        foreach (var element in upper)
        {
            entries[element.Key] = entries.TryGetValue(element.Key, out var known)
                ? element with { Value = new Deferred(() => Merge(known.Value.Value, element.Value.Value, at), at) } : element;
        }

        return new MapValue([.. entries.Values]);
    }

    private static IReadOnlyList<(string Path, Value Value)> SetsOf(ResourceScope resource)
    {
        List<(string Path, Value Value)> sets = [];
        foreach (var block in resource.Find(type => type is "set" or "set_sensitive"))
        {
            if (resource.TextOf(block.Block.Body, "name", block.Names) is { } name && block.Block.Body["value"] is { } value)
            {
                sets.Add((name, Evaluator.Evaluate(resource.Term(value, block.Names))));
            }
        }

        foreach (var attribute in new[] { "set", "set_sensitive" })
        {
            if (resource.Body[attribute] is { } list && Evaluator.Evaluate(resource.Term(list)).Elements(resource.Spot).Elements is { } elements)
            {
                sets.AddRange(from element in elements
                              let name = element.Value.Value.Enter("name", resource.Spot) as TextValue
                              where name is { Text.Hole: null }
                              select (name.Text.Text, element.Value.Value.Enter("value", resource.Spot)));
            }
        }

        return sets;
    }

    private static string KeysOf(string path) => path.Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);

    private static Value Overlay(Value values, IReadOnlyList<(string Path, Value Value)> sets)
    {
        foreach (var (path, value) in sets.Where(s => s.Path.Length < 200).Take(MostSets))
        {
            // "a\.b.c" is the key c under the key "a.b"; "a[0].b" is taken as a key "0" under a.
            var keys = KeysOf(path).Replace(@"\.", "\u0001", StringComparison.Ordinal).Split('.').Select(k => k.Replace('\u0001', '.'));
            var spot = new Spot();
            values = Merge(values, keys.Reverse().Aggregate(value, (inner, key) => new MapValue([new Element(key, Deferred.Of(inner, spot))])), spot);
        }

        return values;
    }
}
