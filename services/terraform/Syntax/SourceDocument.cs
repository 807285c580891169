namespace Upgrades.Terraform.Syntax;

/// <summary>A file of the repository, read once and no sooner than somebody asks. Kept from scan to scan, because an edit changes few files.</summary>
internal abstract class SourceDocument
{
    private readonly Lazy<int[]> _lineStarts;
    private readonly Lazy<(TemplateExpression? Template, SyntaxFault? Fault)> _template;

    protected SourceDocument(SourceFile file)
    {
        File = file;
        _lineStarts = new Lazy<int[]>(() => LineStarts(file.Text));
        _template = new(() => Parser.ParseTemplate(file.Text, Tokenizer.TokenizeTemplate(file.Text)));
    }

    public SourceFile File { get; }

    /// <summary>What cannot be read in it.</summary>
    public abstract SyntaxProblem? Problem { get; }

    /// <summary>Those that can be found by their address.</summary>
    public abstract IEnumerable<Literal> Literals { get; }

    /// <summary>The file's whole text, for those who read it as such.</summary>
    public abstract Literal Whole { get; }

    /// <summary>The file as <c>templatefile()</c> reads it.</summary>
    public (TemplateExpression? Template, SyntaxFault? Fault) Template => _template.Value;

    /// <summary>The same for a file that inserts anything at all.</summary>
    public TemplateExpression? TemplateIfAny => File.Text.Contains("${", StringComparison.Ordinal) || File.Text.Contains("%{", StringComparison.Ordinal) ? Template.Template : null;

    public static SourceDocument Read(SourceFile file) => SourceKinds.IsHcl(file.Path) ? new HclDocument(file) : new TextDocument(file);

    /// <summary>Null when nothing, or more than one thing, has the address.</summary>
    public abstract Literal? Find(string address);

    /// <summary>Null where nothing can be edited.</summary>
    public abstract Literal? LiteralOf(Expression expression);

    /// <summary>Both from 1; a byte order mark takes no column.</summary>
    public (int Line, int Column) PositionOf(int offset)
    {
        var found = Array.BinarySearch(_lineStarts.Value, offset);
        var line = found >= 0 ? found : ~found - 1;
        var mark = line == 0 && File.Text.StartsWith('\uFEFF') && offset > 0 ? 1 : 0;
        return (line + 1, offset - _lineStarts.Value[line] - mark + 1);
    }

    protected SyntaxProblem? ToProblem(SyntaxFault? fault)
    {
        if (fault is null)
        {
            return null;
        }

        var (line, column) = PositionOf(fault.Offset);
        return new SyntaxProblem(File.Path, line, column, fault.Message);
    }

    private static int[] LineStarts(string text)
    {
        var starts = new List<int> { 0 };
        for (var at = text.IndexOf('\n', StringComparison.Ordinal); at >= 0; at = text.IndexOf('\n', at + 1))
        {
            starts.Add(at + 1);
        }

        return [.. starts];
    }
}
