namespace Upgrades.Terraform.Syntax;

/// <summary>
/// Reads tokens into blocks, attributes and expressions, and takes what hashicorp/hcl takes (hclsyntax/spec.md, and parser.go where
/// that is stricter). The first fault moves it to the end of the file, where every rule ends by itself: no exception, no repair, no
/// second fault. It stands where hashicorp/hcl sees it; what never ends is told where it begins.
/// </summary>
internal sealed partial class Parser
{
    private const int DeepestNesting = 200;

    private readonly string _text;
    private readonly IReadOnlyList<Token> _tokens;
    private readonly SyntaxFault? _unreadable;
    private SyntaxFault? _fault;
    private bool _newlinesMatter = true;
    private int _at;
    private int _depth;
    private int _lastEnd;

    private Parser(string text, TokenList tokens) => (_text, _tokens, _unreadable) = (text, tokens.Tokens, tokens.Fault);

    /// <summary>The body is null when there is a fault.</summary>
    public static (BodyNode? Body, SyntaxFault? Fault) Parse(string text, TokenList tokens)
    {
        var parser = new Parser(text, tokens);
        var body = parser.ReadBody(TokenKind.EndOfFile, 0);
        var fault = parser._fault ?? tokens.Fault;
        return fault is null ? (body, null) : (null, fault);
    }

    /// <summary>A file that is one template. The template is null when there is a fault.</summary>
    /// <param name="tokens">Of <see cref="Tokenizer.TokenizeTemplate"/>.</param>
    public static (TemplateExpression? Template, SyntaxFault? Fault) ParseTemplate(string text, TokenList tokens)
    {
        var parser = new Parser(text, tokens) { _newlinesMatter = false };
        var pieces = parser.ReadParts(TokenKind.EndOfFile);
        var whole = new TextSpan(text.StartsWith('\uFEFF') ? 1 : 0, text.Length);
        var fault = parser._fault ?? tokens.Fault;
        return fault is null ? (new TemplateExpression(pieces, heredoc: true, whole, whole), null) : (null, fault);
    }

    private Token Next
    {
        get
        {
            var token = _tokens[_at];
            while (token.IsTrivia || (token.Kind == TokenKind.Newline && !_newlinesMatter))
            {
                token = _tokens[++_at];
            }

            return token;
        }
    }

    private Token Take()
    {
        var token = Next;
        if (token.Kind != TokenKind.EndOfFile)
        {
            _at++;
            _lastEnd = token.End;
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

    private bool NextIsStar => Next.Kind == TokenKind.Operator && Next.Of(_text) is "*";

    private void SkipNewlines()
    {
        while (Next.Kind == TokenKind.Newline)
        {
            _at++;
        }
    }

    /// <summary>Takes the opening mark; behind it newlines mean nothing.</summary>
    /// <returns>For <see cref="TakeClosing"/>.</returns>
    private bool TakeOpening()
    {
        Take();
        var before = _newlinesMatter;
        _newlinesMatter = false;
        return before;
    }

    private void TakeClosing(TokenKind close, string closing, bool before)
    {
        Expect(close, closing);
        _newlinesMatter = before;
    }
}
