using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform.Resolution;

/// <summary>What a variable's type fills in: <c>object({ tag = optional(string, "1.2.3") })</c> (Terraform, "Optional Object Type Attributes").</summary>
internal static class TypeDefaults
{
    public static Value Apply(Value value, Term type, Spot at) => (value, type.Expression) switch
    {
        (UnknownValue or NullValue or TextValue, _) => value,
        (_, CallExpression { Function: "object", Arguments: [ObjectExpression attributes] }) => Object(value, type, attributes, at),
        (_, CallExpression { Function: "map" or "list" or "set", Arguments: [CallExpression element] }) => Collection(value, type with { Expression = element }, at),
        (_, CallExpression { Function: "optional", Arguments: [var inner, ..] }) => Apply(value, type with { Expression = inner }, at),
        _ => value,
    };

    private static MapValue Object(Value value, Term type, ObjectExpression attributes, Spot at) =>
        new([.. attributes.Items.Where(i => i.Name is not null).Select(i => new Element(i.Name!, new Deferred(() => Attribute(value.Enter(i.Name!, at), type with { Expression = i.Value }, at), at)))]);

    private static Value Attribute(Value given, Term type, Spot at)
    {
        if (type.Expression is CallExpression { Function: "optional", Arguments: [var inner, ..] arguments } && given is NullValue or UnknownValue { IsError: true })
        {
            return arguments is [_, var value, ..] ? Apply(Evaluator.Evaluate(type with { Expression = value }), type with { Expression = inner }, at) : new NullValue();
        }

        return Apply(given, type, at);
    }

    private static Value Collection(Value value, Term element, Spot at)
    {
        if (value.Elements(at).Elements is not { } elements)
        {
            return value;
        }

        var applied = elements.Select(e => e with { Value = new Deferred(() => Apply(e.Value.Value, element, at), at) }).ToList();
        return value is ListValue ? new ListValue([.. applied.Select(e => e.Value)]) : new MapValue(applied);
    }
}
