using Upgrades.Terraform.Resolution;
using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform.Sites;

/// <summary>A block in a resource and what words mean in it.</summary>
/// <param name="Block">With its body; of a <c>dynamic</c> block its <c>content</c>.</param>
/// <param name="Path">The names that lead to it: <c>spec.template.spec.container</c>.</param>
/// <param name="Index">Among its siblings of the same type.</param>
/// <param name="Names">With the iterators of dynamic blocks around it.</param>
internal readonly record struct InnerBlock(BlockNode Block, string Path, int Index, Names Names);

/// <summary>One resource of one module instance.</summary>
/// <param name="resource">The block.</param>
/// <param name="instance">Of its module.</param>
/// <param name="key">Of the element, as addresses show it: <c>["a"]</c>; empty without a <c>for_each</c>.</param>
/// <param name="names">What words mean in it, <c>each</c> among them.</param>
internal sealed class ResourceScope(Placed<BlockNode> resource, ModuleInstance instance, string key, Names names)
{
    private Lazy<string?>? _keelPolicy;

    public BodyNode Body => resource.Node.Body;

    public string Type => resource.Node.Labels[0];

    /// <summary><c>module.web.kubernetes_deployment.app</c>.</summary>
    public string Address { get; } = $"{instance.Prefix}{resource.Node.Labels[0]}.{resource.Node.Labels[1]}{key}";

    public Names Names { get; } = names;

    /// <summary>See <see cref="HandsOff.KeelPolicyOf"/>: all of a resource is looked through for it, once for all of its containers.</summary>
    public string? KeelPolicy => (_keelPolicy ??= new(() => HandsOff.KeelPolicyOf(this))).Value;

    /// <summary>The block itself, for those who ask where the resource is.</summary>
    public Spot Spot => new(resource.Document, resource.Node.Span);

    public Term Term(Expression expression) => Term(expression, Names);

    public Term Term(Expression expression, Names within) => new(expression, resource.Document, within);

    /// <summary>The text behind an attribute, for a name or for people; null when it cannot be worked out.</summary>
    public string? TextOf(BodyNode body, string attribute) => TextOf(body, attribute, Names);

    public string? TextOf(BodyNode body, string attribute, Names within) => body[attribute] is { } value ? Evaluator.TextOf(Term(value, within)) : null;

    /// <summary>What an attribute is; null when it is not set.</summary>
    public Value? ValueOf(string attribute) => Body[attribute] is { } value ? Evaluator.Evaluate(Term(value)) : null;

    /// <summary>Every block of a type, however deep.</summary>
    public IEnumerable<InnerBlock> Find(Func<string, bool> wanted) => Find(Body, wanted, "", Names);

    private IEnumerable<InnerBlock> Find(BodyNode body, Func<string, bool> wanted, string path, Names within)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var block in body.Blocks)
        {
            // dynamic "container" { content { … } } makes containers too.
            var isDynamic = block is { Type: "dynamic", Labels.Count: 1 };
            var type = isDynamic ? block.Labels[0] : block.Type;
            var content = isDynamic ? block.Body.Blocks.FirstOrDefault(b => b.Type == "content") ?? block : block;
            foreach (var names in isDynamic ? Turns(block, within) : [within])
            {
                var index = counts[type] = counts.GetValueOrDefault(type, -1) + 1;
                if (wanted(type))
                {
                    yield return new InnerBlock(content, path + type, index, names);
                }

                foreach (var inner in Find(content.Body, wanted, $"{path}{type}.", names))
                {
                    yield return inner;
                }
            }
        }
    }

    /// <summary>A dynamic block's iterator in each turn. When the turns are not known, one in which it is not either.</summary>
    private IEnumerable<Names> Turns(BlockNode block, Names within)
    {
        var iterator = block.Body["iterator"] is WordExpression word ? word.Word : block.Labels[0];
        if (block.Body["for_each"] is not { } forEach)
        {
            return [within];
        }

        var term = Term(forEach, within);
        var (elements, why) = Loops.ForEach(term);
        return elements is null ? [within.With(iterator, Deferred.Of(why!, term.Spot))] : elements.Select(e => within.With(iterator, e.Value));
    }
}
