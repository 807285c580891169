using Upgrades.Terraform.Resolution;
using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform.Sites;

/// <summary>One resource of one module instance.</summary>
internal sealed class ResourceScope(Placed<BlockNode> resource, ModuleInstance instance)
{
    public BodyNode Body => resource.Node.Body;

    public string Type => resource.Node.Labels[0];

    /// <summary><c>module.web.kubernetes_deployment.app</c>.</summary>
    public string Address { get; } = $"{instance.Prefix}{resource.Node.Labels[0]}.{resource.Node.Labels[1]}";

    public Term Term(Expression expression) => new(expression, resource.Document, instance);

    /// <summary>The text behind an attribute, for a name or for people; null when it cannot be worked out.</summary>
    public string? TextOf(BodyNode body, string attribute) => body[attribute] is { } value ? Evaluator.TextOf(Term(value)) : null;

    /// <summary>Every block of a type, however deep, with the path that leads to it (<c>spec.template.spec</c>).</summary>
    public static IEnumerable<(BlockNode Block, string Path, int Index)> Find(BodyNode body, Func<string, bool> wanted, string path = "")
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var block in body.Blocks)
        {
            // dynamic "container" { content { … } } makes containers too.
            var isDynamic = block is { Type: "dynamic", Labels.Count: 1 };
            var type = isDynamic ? block.Labels[0] : block.Type;
            var content = isDynamic ? block.Body.Blocks.FirstOrDefault(b => b.Type == "content") ?? block : block;
            var index = counts[type] = counts.GetValueOrDefault(type, -1) + 1;
            if (wanted(type))
            {
                yield return (content, path + type, index);
            }

            foreach (var inner in Find(content.Body, wanted, $"{path}{type}."))
            {
                yield return inner;
            }
        }
    }
}
