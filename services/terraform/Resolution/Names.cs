namespace Upgrades.Terraform.Resolution;

/// <summary>What words mean at a place, and what surrounds it.</summary>
internal abstract class Names
{
    public abstract Surroundings Surroundings { get; }

    /// <summary>Where Terraform is run: relative paths start here.</summary>
    public abstract string WorkingFolder { get; }

    /// <summary>Null when the word means nothing here.</summary>
    public abstract Value? Find(string word, Spot at);

    /// <summary>The Terragrunt file that is read; null in Terraform.</summary>
    public virtual TerragruntFile? Terragrunt => null;

    /// <summary>The same with one more word.</summary>
    public Names With(string word, Deferred value) => new BoundName(word, value, this);

    private sealed class BoundName(string name, Deferred value, Names outer) : Names
    {
        public override Surroundings Surroundings => outer.Surroundings;

        public override string WorkingFolder => outer.WorkingFolder;

        public override TerragruntFile? Terragrunt => outer.Terragrunt;

        public override Value? Find(string word, Spot at) => word == name ? value.Value : outer.Find(word, at);
    }
}

/// <summary>What a template knows: the values it was called with and nothing else.</summary>
internal sealed class TemplateNames(Names caller, Value values) : Names
{
    public override Surroundings Surroundings => caller.Surroundings;

    public override string WorkingFolder => caller.WorkingFolder;

    public override Value? Find(string word, Spot at) => values.Enter(word, at);
}
