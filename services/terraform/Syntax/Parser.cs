namespace Upgrades.Terraform.Syntax;

/// <summary>
/// Reads tokens into blocks, attributes and expressions (hashicorp/hcl, hclsyntax/spec.md). The first fault moves it to the end of
/// the file, where every rule ends by itself: no exception, no repair, no second fault.
/// </summary>
internal sealed partial class Parser
{
    private const int DeepestNesting = 200;

    private readonly string _text;
    private readonly List<Token> _tokens;
    private SyntaxFault? _fault;
    private bool _newlinesMatter = true;
    private int _at;
    private int _depth;

    private Parser(string text, IReadOnlyList<Token> tokens) => (_text, _tokens) = (text, [.. tokens.Where(t => !t.IsTrivia)]);

    /// <summary>The body is null when there is a fault.</summary>
    public static (BodyNode? Body, SyntaxFault? Fault) Parse(string text, TokenList tokens)
    {
        if (tokens.Fault is not null)
        {
            return (null, tokens.Fault);
        }

        var parser = new Parser(text, tokens.Tokens);
        var body = parser.ReadBody(TokenKind.EndOfFile);
        return parser._fault is null ? (body, null) : (null, parser._fault);
    }

    /// <summary>A file that is one template. The template is null when there is a fault.</summary>
    /// <param name="tokens">Of <see cref="Tokenizer.TokenizeTemplate"/>.</param>
    public static (TemplateExpression? Template, SyntaxFault? Fault) ParseTemplate(string text, TokenList tokens)
    {
        if (tokens.Fault is not null)
        {
            return (null, tokens.Fault);
        }

        var parser = new Parser(text, tokens.Tokens) { _newlinesMatter = false };
        var pieces = parser.ReadParts(TokenKind.EndOfFile);
        var whole = new TextSpan(text.StartsWith('\uFEFF') ? 1 : 0, text.Length);
        return parser._fault is null ? (new TemplateExpression(pieces, heredoc: true, whole, whole), null) : (null, parser._fault);
    }

    private Token Next
    {
        get
        {
            while (!_newlinesMatter && _tokens[_at].Kind == TokenKind.Newline)
            {
                _at++;
            }

            return _tokens[_at];
        }
    }

    private Token Take()
    {
        var token = Next;
        if (token.Kind != TokenKind.EndOfFile)
        {
            _at++;
        }

        return token;
    }

    private bool TakeIf(TokenKind kind)
    {
        if (Next.Kind != kind)
        {
            return false;
        }

        Take();
        return true;
    }

    private Token Expect(TokenKind kind, string expected)
    {
        if (Next.Kind != kind)
        {
            Fail($"expected {expected}, found {Found()}");
        }

        return Take();
    }

    private bool NextIsWord(string word) => Next.Kind == TokenKind.Identifier && Next.Of(_text).SequenceEqual(word);

    private void SkipNewlines()
    {
        while (_tokens[_at].Kind == TokenKind.Newline)
        {
            _at++;
        }
    }

    private void Fail(string message)
    {
        _fault ??= new SyntaxFault(Next.Start, message);
        _at = _tokens.Count - 1;
    }

    private string Found() => Next.Kind switch
    {
        TokenKind.EndOfFile => "the end of the file",
        TokenKind.Newline => "the end of the line",
        TokenKind.OpenQuote => "a string",
        TokenKind.OpenHeredoc => "a heredoc",
        _ => Next.Of(_text) is { Length: <= 40 } shortText ? shortText.ToString() : Next.Of(_text)[..40].ToString() + "…",
    };

    private bool TooDeep()
    {
        if (_depth < DeepestNesting)
        {
            return false;
        }

        Fail($"is nested more than {DeepestNesting} deep");
        return true;
    }

    private int LastEnd => _at == 0 ? 0 : _tokens[_at - 1].End;
}
