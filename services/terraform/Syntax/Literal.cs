namespace Upgrades.Terraform.Syntax;

/// <summary>How a literal is written, and so what may replace its characters.</summary>
internal enum LiteralKind
{
    /// <summary>An HCL string.</summary>
    Quoted,
    /// <summary>Without quotes: only a number may replace it.</summary>
    Number,
    /// <summary>A heredoc or a whole file: what can be edited are the scalars in it.</summary>
    Text,
    /// <summary>YAML without quotes: what it is replaced by may become a number, a truth or a date.</summary>
    Plain,
    /// <summary>YAML or JSON in quotes.</summary>
    Scalar,
}

/// <summary>A string or a number as it is written, and the address that finds it again when lines have moved.</summary>
/// <param name="document">The file it stands in.</param>
/// <param name="path">Address inside the file: <c>variable.immich_version.default</c>.</param>
/// <param name="inner">Its characters, without quotes.</param>
/// <param name="kind">How it is written.</param>
/// <param name="template">What stands in it besides text, for a heredoc.</param>
internal sealed class Literal(SourceDocument document, string path, TextSpan inner, LiteralKind kind, TemplateExpression? template = null)
{
    private readonly Lazy<(IReadOnlyList<YamlNode>? Documents, string? Problem)>? _yaml = kind == LiteralKind.Text
        ? new(() => YamlText.Read(ScalarIndex.Blank(document.File.Text, inner, template ?? document.TemplateIfAny))) : null;

    private ScalarIndex? _index;

    public SourceDocument Document { get; } = document;
    public string Address { get; } = $"{document.File.Path}#{path}";
    public TextSpan Inner { get; } = inner;
    public LiteralKind Kind { get; } = kind;
    public string Text => Inner.Of(Document.File.Text);

    /// <summary>A <see cref="LiteralKind.Text"/> read as YAML, with what a template inserts left out.</summary>
    public (IReadOnlyList<YamlNode>? Documents, string? Problem) Yaml => _yaml?.Value ?? (null, "is no text");

    /// <summary>Does it read as it is written, without insertions and escapes?</summary>
    public bool IsVerbatim => Kind == LiteralKind.Text && !Text.Contains("${", StringComparison.Ordinal) && !Text.Contains("%{", StringComparison.Ordinal);

    /// <summary>The scalars of a <see cref="LiteralKind.Text"/> that can be found by their address.</summary>
    public IEnumerable<Literal> Scalars => Index?.Literals ?? [];

    // Made twice by two threads it is the same.
    private ScalarIndex? Index => _yaml is null ? null : _index ??= ScalarIndex.Of(Document, path, Inner, Yaml.Documents);

    /// <summary>The scalar that an offset of the file stands in.</summary>
    public Literal? ScalarAt(int offset) => Index?.At(offset);

    public Literal? FindScalar(string address) => Index?.Find(address);

    /// <summary>In what kind of place it stands; null where the resource itself says it.</summary>
    public SiteVia? Place { get; } =
        SourceKinds.IsTfvars(document.File.Path) ? SiteVia.Tfvars
        : !SourceKinds.IsHcl(document.File.Path) ? SiteVia.DataFile
        : document.File.Path.EndsWith(".hcl", StringComparison.Ordinal) ? SiteVia.ModuleInput
        : path.StartsWith("variable.", StringComparison.Ordinal) ? SiteVia.Variable
        : path.StartsWith("local.", StringComparison.Ordinal) ? SiteVia.Local
        : path.StartsWith("module.", StringComparison.Ordinal) ? SiteVia.ModuleInput
        : null;
}
