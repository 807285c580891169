namespace Upgrades.Terraform.Syntax;

/// <summary>A file in HCL native syntax.</summary>
internal sealed class HclDocument : SourceDocument
{
    private readonly Lazy<(TokenList Tokens, BodyNode? Body, SyntaxProblem? Problem)> _read;
    private readonly Lazy<AddressBook> _addresses;

    public HclDocument(SourceFile file)
        : base(file)
    {
        _read = new(Read);
        _addresses = new(() => AddressBook.Of(this));
        Whole = new Literal(this, "", new TextSpan(0, file.Text.Length), LiteralKind.Text);
    }

    public TokenList Tokens => _read.Value.Tokens;

    /// <summary>Null when the file cannot be read.</summary>
    public BodyNode? Body => _read.Value.Body;

    public override SyntaxProblem? Problem => _read.Value.Problem;

    public override IEnumerable<Literal> Literals => _addresses.Value.Literals;

    public override Literal Whole { get; }

    public override Literal? Find(string address) => _addresses.Value.Find(address);

    public override Literal? LiteralOf(Expression expression) => _addresses.Value.LiteralOf(expression);

    private (TokenList Tokens, BodyNode? Body, SyntaxProblem? Problem) Read()
    {
        var tokens = Tokenizer.Tokenize(File.Text);
        var (body, fault) = Parser.Parse(File.Text, tokens);
        return (tokens, body, ToProblem(fault));
    }
}
