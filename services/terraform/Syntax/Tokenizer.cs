namespace Upgrades.Terraform.Syntax;

/// <summary>
/// Cuts HCL native syntax into tokens without losing a character (hashicorp/hcl, hclsyntax/spec.md, "Lexical Elements").
/// Strings, templates and heredocs nest by an explicit stack, so that hostile nesting cannot exhaust the call stack.
/// </summary>
internal sealed partial class Tokenizer
{
    private const int DeepestNesting = 200;

    private readonly string _text;
    private readonly List<Token> _tokens;
    private readonly Stack<Mode> _outer = new();
    private Mode _mode = new(ModeKind.Code, 0, 0, "");
    private SyntaxFault? _fault;
    private int _at;

    private enum ModeKind { Code, Interpolation, Quoted, Heredoc }

    /// <param name="Kind">How the next character is read.</param>
    /// <param name="OpenedAt">Where it began, to point there when it never ends.</param>
    /// <param name="Braces">Braces that have to close before the brace that ends an interpolation.</param>
    /// <param name="Marker">The word that ends a heredoc; empty when only the end of the file does.</param>
    private readonly record struct Mode(ModeKind Kind, int OpenedAt, int Braces, string Marker);

    private Tokenizer(string text) => (_text, _tokens) = (text, new List<Token>(text.Length / 3));

    public static TokenList Tokenize(string text) => new Tokenizer(text).Run();

    /// <summary>A file that is one template, as <c>templatefile()</c> reads it: like the inside of a heredoc that no line ends.</summary>
    public static TokenList TokenizeTemplate(string text) => new Tokenizer(text) { _mode = new Mode(ModeKind.Heredoc, 0, 0, "") }.Run();

    private TokenList Run()
    {
        if (_text.StartsWith('\uFEFF'))
        {
            Emit(TokenKind.ByteOrderMark, 1);
        }

        while (_at < _text.Length && _fault is null)
        {
            switch (_mode.Kind)
            {
                case ModeKind.Quoted:
                    ReadQuoted();
                    break;
                case ModeKind.Heredoc:
                    ReadHeredoc();
                    break;
                default:
                    ReadCode();
                    break;
            }
        }

        if (_fault is null && _outer.Count > 0)
        {
            _fault = new SyntaxFault(_mode.OpenedAt, _mode.Kind switch
            {
                ModeKind.Quoted => "the string is not closed",
                ModeKind.Heredoc => $"the heredoc is not closed: no line {_mode.Marker}",
                _ => "the template expression is not closed",
            });
        }

        if (_at < _text.Length)
        {
            Emit(TokenKind.Unreadable, _text.Length - _at);
        }

        Emit(TokenKind.EndOfFile, 0);
        return new TokenList(_tokens, _fault);
    }

    private char Ahead(int offset) => _at + offset < _text.Length ? _text[_at + offset] : '\0';

    private void Emit(TokenKind kind, int length)
    {
        _tokens.Add(new Token(kind, _at, _at + length));
        _at += length;
    }

    private void Fail(string message, int offset = 0) => _fault ??= new SyntaxFault(_at + offset, message);

    private void Enter(ModeKind kind, int openedAt, string marker = "")
    {
        if (_outer.Count >= DeepestNesting)
        {
            Fail($"strings and templates are nested more than {DeepestNesting} deep");
            return;
        }

        _outer.Push(_mode);
        _mode = new Mode(kind, openedAt, 0, marker);
    }

    private void Leave() => _mode = _outer.Pop();
}
