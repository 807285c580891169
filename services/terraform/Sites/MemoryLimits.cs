using Upgrades.Terraform.Resolution;

namespace Upgrades.Terraform.Sites;

/// <summary>Where a container's memory limit is written: <c>resources { limits = { memory = "512Mi" } }</c>, or the same in YAML.</summary>
internal static class MemoryLimits
{
    /// <summary>Of a container block; older providers have <c>limits</c> as a block.</summary>
    public static Value? Of(ResourceScope resource, InnerBlock container)
    {
        if (container.Block.Body.Blocks.FirstOrDefault(b => b.Type == "resources") is not { } resources)
        {
            return null;
        }

        if (resources.Body["limits"] is { } limits)
        {
            var term = resource.Term(limits, container.Names);
            return Evaluator.Evaluate(term).Enter("memory", term.Spot);
        }

        return resources.Body.Blocks.FirstOrDefault(b => b.Type == "limits")?.Body["memory"] is { } memory
            ? Evaluator.Evaluate(resource.Term(memory, container.Names)) : null;
    }

    /// <summary>Of a value <c>resources</c> of a manifest or of a chart.</summary>
    public static Value? Of(Value? resources, Spot at) => resources?.Enter("limits", at).Enter("memory", at);
}
