namespace Upgrades.Terraform.Syntax;

internal sealed partial class Parser
{
    private TemplateExpression ReadTemplate()
    {
        var open = Take();
        var heredoc = open.Kind == TokenKind.OpenHeredoc;
        var close = heredoc ? TokenKind.CloseHeredoc : TokenKind.CloseQuote;
        var before = _newlinesMatter;
        _newlinesMatter = false;
        var pieces = ReadParts(close);
        var end = Expect(close, "the end of the string");
        _newlinesMatter = before;
        return new TemplateExpression(pieces, heredoc, new TextSpan(open.End, end.Start), new TextSpan(open.Start, end.End));
    }

    private List<TemplatePart> ReadParts(TokenKind close)
    {
        var pieces = new List<TemplatePart>();
        while (Next.Kind != close && Next.Kind != TokenKind.EndOfFile)
        {
            pieces.Add(ReadPart());
        }

        return pieces;
    }

    private TemplatePart ReadPart()
    {
        var open = Next;
        if (TakeIf(TokenKind.TemplateText))
        {
            return new TemplatePart(TemplatePartKind.Text, new TextSpan(open.Start, open.End));
        }

        var kind = open.Kind == TokenKind.OpenInterpolation ? TemplatePartKind.Interpolation : TemplatePartKind.Directive;
        Take();
        IReadOnlyList<string>? names = null;
        var value = kind == TemplatePartKind.Interpolation ? ReadExpression() : ReadDirective(out names);
        var close = Expect(TokenKind.CloseTemplate, "}");
        return new TemplatePart(kind, new TextSpan(open.Start, close.End), value, open.End - open.Start == 3 || close.End - close.Start == 2, names);
    }

    private Expression? ReadDirective(out IReadOnlyList<string>? names)
    {
        names = null;
        var word = Expect(TokenKind.Identifier, "if, else, endif, for or endfor").Of(_text);
        switch (word)
        {
            case "if":
                return ReadExpression();
            case "for":
                (names, var collection) = ReadForIntroduction();
                return collection;
            case "else" or "endif" or "endfor":
                return null;
            default:
                Fail($"expected if, else, endif, for or endfor before {Found()}");
                return null;
        }
    }
}
