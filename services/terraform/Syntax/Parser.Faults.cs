namespace Upgrades.Terraform.Syntax;

internal sealed partial class Parser
{
    private void Fail(string message) => Fail(message, FaultOffset());

    private void Fail(string message, int offset)
    {
        _fault ??= Next.Kind is TokenKind.Unreadable or TokenKind.EndOfFile && _unreadable is not null
            ? _unreadable : new SyntaxFault(offset, message);
        _at = _tokens.Count - 1;
    }

    /// <summary>A line that ends too early ends before its comment.</summary>
    private int FaultOffset() =>
        Next.Kind == TokenKind.Newline && _at > 0 && _tokens[_at - 1] is { Kind: TokenKind.Comment } comment && !comment.Of(_text).StartsWith("/*")
            ? comment.Start : Next.Start;

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

    private WordExpression Missing() => new("", new TextSpan(Next.Start, Next.Start));
}
