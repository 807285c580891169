namespace Upgrades.Terraform.Syntax;

internal enum TokenKind
{
    ByteOrderMark,
    Whitespace,
    Newline,
    Comment,
    Identifier,
    Number,
    Operator,
    Equal,
    Comma,
    Dot,
    Ellipsis,
    Colon,
    DoubleColon,
    Question,
    Arrow,
    OpenBrace,
    CloseBrace,
    OpenBracket,
    CloseBracket,
    OpenParenthesis,
    CloseParenthesis,
    OpenQuote,
    CloseQuote,
    OpenHeredoc,
    CloseHeredoc,
    TemplateText,
    OpenInterpolation,
    OpenDirective,
    CloseTemplate,
    /// <summary>Everything after the first character that cannot be read.</summary>
    Unreadable,
    EndOfFile,
}

/// <summary>A stretch of a file. All tokens of a file in a row are the file.</summary>
internal readonly record struct Token(TokenKind Kind, int Start, int End)
{
    public ReadOnlySpan<char> Of(string text) => text.AsSpan(Start, End - Start);

    public bool IsTrivia => Kind is TokenKind.Whitespace or TokenKind.Comment or TokenKind.ByteOrderMark;
}

internal readonly record struct TextSpan(int Start, int End)
{
    public string Of(string text) => text[Start..End];
}

/// <summary>What cannot be read, at a character offset.</summary>
internal sealed record SyntaxFault(int Offset, string Message);

/// <summary>All tokens of a file up to <see cref="TokenKind.EndOfFile"/>, and the first fault if there is one.</summary>
internal sealed record TokenList(IReadOnlyList<Token> Tokens, SyntaxFault? Fault);
