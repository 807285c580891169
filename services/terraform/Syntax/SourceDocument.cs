namespace Upgrades.Terraform.Syntax;

/// <summary>A file, read once. Kept from scan to scan, because an edit changes few files.</summary>
internal sealed class SourceDocument
{
    private readonly Lazy<int[]> _lineStarts;

    private readonly Lazy<AddressBook> _addresses;

    private SourceDocument(SourceFile file)
    {
        _addresses = new Lazy<AddressBook>(() => AddressBook.Of(this));
        File = file;
        Tokens = Tokenizer.Tokenize(file.Text);
        _lineStarts = new Lazy<int[]>(() => [0, .. file.Text.Index().Where(c => c.Item == '\n').Select(c => c.Index + 1)]);
        (Body, var fault) = Parser.Parse(file.Text, Tokens);
        if (fault is not null)
        {
            var (line, column) = PositionOf(fault.Offset);
            Problem = new SyntaxProblem(file.Path, line, column, fault.Message);
        }
    }

    public SourceFile File { get; }
    public TokenList Tokens { get; }

    /// <summary>Null when the file cannot be read.</summary>
    public BodyNode? Body { get; }

    public SyntaxProblem? Problem { get; }

    public AddressBook Addresses => _addresses.Value;

    public static SourceDocument Read(SourceFile file) => new(file);

    /// <summary>Both from 1; a byte order mark takes no column.</summary>
    public (int Line, int Column) PositionOf(int offset)
    {
        var found = Array.BinarySearch(_lineStarts.Value, offset);
        var line = found >= 0 ? found : ~found - 1;
        var mark = line == 0 && File.Text.StartsWith('\uFEFF') && offset > 0 ? 1 : 0;
        return (line + 1, offset - _lineStarts.Value[line] - mark + 1);
    }
}
