namespace Upgrades.Terraform.Resolution;

/// <summary>Marks texts with the way on which they were reached, where that says more than the place they stand at.</summary>
internal static class Through
{
    /// <summary>All texts below.</summary>
    public static Value Stamp(Value value, SiteVia via, Spot at) => value switch
    {
        TextValue text => new TextValue(new ResolvedText([.. text.Text.Pieces.Select(p => p with { Through = p.Through ?? via })])),
        ListValue list => new ListValue([.. list.Items.Select(i => Later(i, via, at))]),
        MapValue map => new MapValue([.. map.Entries.Select(e => e with { Value = Later(e.Value, via, at) })]),
        MergedValue merged => new MergedValue([.. merged.Parts.Select(p => Stamp(p, via, at))]),
        EncodedValue encoded => new EncodedValue(Stamp(encoded.Inner, via, at)),
        NamedValue named => new NamedValue((key, spot) => Stamp(named.Find(key, spot), via, at)),
        _ => value,
    };

    /// <summary>The text that a template makes: what is written in the call or in the template itself, but not what a variable brings.</summary>
    public static Value Template(Value value) => value is TextValue text
        ? new TextValue(new ResolvedText([.. text.Text.Pieces.Select(p => p.Origin?.Place is null or SiteVia.DataFile ? p with { Through = p.Through ?? SiteVia.Template } : p)]))
        : value;

    private static Deferred Later(Deferred value, SiteVia via, Spot at) => new(() => Stamp(value.Value, via, at), at);
}
