namespace Upgrades.Terraform.Syntax;

/// <summary>Values, manifests, templates, data: a file that Terraform reads by one of its functions. YAML or JSON, or near it.</summary>
internal sealed class TextDocument : SourceDocument
{
    public TextDocument(SourceFile file)
        : base(file) => Whole = new Literal(this, "", new TextSpan(file.Text.StartsWith('\uFEFF') ? 1 : 0, file.Text.Length), LiteralKind.Text);

    /// <summary>What it must look like depends on who reads it.</summary>
    public override SyntaxProblem? Problem => null;

    public override Literal Whole { get; }

    public override IEnumerable<Literal> Literals => Whole.Scalars;

    public override Literal? Find(string address) => Whole.FindScalar(address);

    public override Literal? LiteralOf(Expression expression) => null;
}
