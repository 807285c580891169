using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform.Resolution;

/// <summary>What a resource or a block in it says about itself; what only the cluster knows is not there.</summary>
internal sealed record BlockValue(BodyNode Body, SourceDocument Document, Names Names) : Value
{
    public override Value Enter(string key, Spot at)
    {
        if (Body[key] is { } attribute)
        {
            return Evaluator.Evaluate(new Term(attribute, Document, Names));
        }

        var blocks = Body.Blocks.Where(b => b.Type == key).ToList();
        return blocks.Count > 0 ? new ListValue([.. blocks.Select(b => Deferred.Of(new BlockValue(b.Body, Document, Names), at))])
            // With a count or a for_each the elements are alike as far as they are written down.
            : int.TryParse(key, out _) ? this
            : new UnknownValue($"{at.Short} is known only when Terraform runs", at);
    }
}
