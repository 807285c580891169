namespace Upgrades.Terraform.Syntax;

internal sealed partial class Parser
{
    /// <summary>A directive that waits for its end: <c>if</c>, <c>for</c>, or <c>else</c> in the place of its if.</summary>
    private readonly record struct OpenDirective(string Word, int Start);

    /// <summary>Of all templates that are read at the moment, the outer ones below.</summary>
    private readonly Stack<OpenDirective> _directives = new();

    private TemplateExpression ReadTemplate()
    {
        var open = Next;
        var heredoc = open.Kind == TokenKind.OpenHeredoc;
        var close = heredoc ? TokenKind.CloseHeredoc : TokenKind.CloseQuote;
        var before = TakeOpening();
        var pieces = ReadParts(close);
        var end = Next;
        TakeClosing(close, "the end of the string", before);
        return new TemplateExpression(pieces, heredoc, new TextSpan(open.End, end.Start), new TextSpan(open.Start, end.End));
    }

    private List<TemplatePart> ReadParts(TokenKind close)
    {
        var pieces = new List<TemplatePart>();
        var outer = _directives.Count;
        while (Next.Kind != close && Next.Kind != TokenKind.EndOfFile)
        {
            pieces.Add(Next.Kind == TokenKind.TemplateText ? ReadText() : ReadSequence(outer));
        }

        if (_directives.Count > outer)
        {
            var open = _directives.Peek();
            Fail(open.Word == "for" ? "for without endfor" : "if without endif", open.Start);
        }

        return pieces;
    }

    private TemplatePart ReadText()
    {
        var text = Take();
        return new TemplatePart(TemplatePartKind.Text, new TextSpan(text.Start, text.End));
    }

    private TemplatePart ReadSequence(int outer)
    {
        var open = Next;
        if (open.Kind is not (TokenKind.OpenInterpolation or TokenKind.OpenDirective))
        {
            Fail($"expected text, found {Found()}");
        }

        Take();
        IReadOnlyList<string>? names = null;
        var interpolates = open.Kind == TokenKind.OpenInterpolation;
        var value = interpolates ? ReadExpression() : ReadDirective(open.Start, outer, out names);
        var close = Expect(TokenKind.CloseTemplate, "}");
        return new TemplatePart(
            interpolates ? TemplatePartKind.Interpolation : TemplatePartKind.Directive,
            new TextSpan(open.Start, close.End),
            value,
            open.End - open.Start == 3 || close.End - close.Start == 2,
            names);
    }

    private Expression? ReadDirective(int start, int outer, out IReadOnlyList<string>? names)
    {
        names = null;
        Expression? value = null;
        var keyword = Expect(TokenKind.Identifier, "if, else, endif, for or endfor");
        switch (keyword.Of(_text))
        {
            case "if":
                value = ReadExpression();
                _directives.Push(new OpenDirective("if", start));
                break;
            case "for":
                (names, value) = ReadForIntroduction();
                _directives.Push(new OpenDirective("for", start));
                break;
            case "else" when Closes(outer, "if", out var opened):
                _directives.Push(opened with { Word = "else" });
                break;
            case "endif" when Closes(outer, "else", out _) || Closes(outer, "if", out _):
            case "endfor" when Closes(outer, "for", out _):
                break;
            case "else" or "endif" or "endfor":
                Fail($"{keyword.Of(_text)} has nothing to {(keyword.Of(_text) is "else" ? "choose from" : "end")}", start);
                break;
            default:
                Fail($"expected if, else, endif, for or endfor, found {keyword.Of(_text)}", keyword.Start);
                break;
        }

        return value;
    }

    private bool Closes(int outer, string word, out OpenDirective open)
    {
        open = default;
        return _directives.Count > outer && _directives.Peek().Word == word && _directives.TryPop(out open);
    }
}
