namespace Upgrades.Terraform.Syntax;

/// <summary>What stands between braces, or the whole file.</summary>
internal sealed class BodyNode(IReadOnlyList<AttributeNode> attributes, IReadOnlyList<BlockNode> blocks)
{
    public IReadOnlyList<AttributeNode> Attributes { get; } = attributes;
    public IReadOnlyList<BlockNode> Blocks { get; } = blocks;

    public Expression? this[string attribute] => Attributes.FirstOrDefault(a => a.Name == attribute)?.Value;
}

internal sealed class AttributeNode(string name, TextSpan nameSpan, Expression value)
{
    public string Name { get; } = name;
    public TextSpan NameSpan { get; } = nameSpan;
    public Expression Value { get; } = value;
}

internal sealed class BlockNode(string type, IReadOnlyList<string> labels, BodyNode body, TextSpan span)
{
    public string Type { get; } = type;
    public IReadOnlyList<string> Labels { get; } = labels;
    public BodyNode Body { get; } = body;
    public TextSpan Span { get; } = span;
}
