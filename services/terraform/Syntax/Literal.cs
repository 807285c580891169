namespace Upgrades.Terraform.Syntax;

/// <summary>A string or a number as it is written, and the address that finds it again when lines have moved.</summary>
/// <param name="document">The file it stands in.</param>
/// <param name="path">Address inside the file: <c>variable.immich_version.default</c>.</param>
/// <param name="inner">Its characters, without quotes.</param>
/// <param name="isNumber">Stands without quotes, so that only a number may replace it.</param>
internal sealed class Literal(SourceDocument document, string path, TextSpan inner, bool isNumber)
{
    public SourceDocument Document { get; } = document;
    public string Address { get; } = $"{document.File.Path}#{path}";
    public TextSpan Inner { get; } = inner;
    public bool IsNumber { get; } = isNumber;
    public string Text => Inner.Of(Document.File.Text);

    public SiteVia Via { get; } =
        document.File.Path.EndsWith(".tfvars", StringComparison.Ordinal) ? SiteVia.Tfvars
        : path.StartsWith("variable.", StringComparison.Ordinal) ? SiteVia.Variable
        : path.StartsWith("local.", StringComparison.Ordinal) ? SiteVia.Local
        : path.StartsWith("module.", StringComparison.Ordinal) ? SiteVia.ModuleInput
        : path.Contains(".manifest.", StringComparison.Ordinal) ? SiteVia.Manifest
        : SiteVia.Literal;
}
