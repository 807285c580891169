namespace Upgrades.Terraform.Syntax;

internal sealed partial class Parser
{
    /// <param name="close">What closes it, and is not taken.</param>
    /// <param name="openedAt">Where it began, to point there when it never ends.</param>
    private List<Expression> ReadList(TokenKind close, string expected, string what, int openedAt)
    {
        var items = new List<Expression>();
        while (Next.Kind != close)
        {
            items.Add(ReadExpression());
            if (TakeIf(TokenKind.Comma))
            {
                continue;
            }

            if (Next.Kind != close && Next.Kind != TokenKind.Ellipsis && !NeverEnds(what, openedAt))
            {
                Fail($"expected {expected}, found {Found()}");
            }

            break;
        }

        return items;
    }

    private Expression ReadTuple()
    {
        var start = Next.Start;
        var before = TakeOpening();
        var clause = NextIsWord("for") ? ReadFor(makesObject: false) : null;
        var items = clause is null ? ReadList(TokenKind.CloseBracket, "a comma or ]", "list", start) : [];
        TakeClosing(TokenKind.CloseBracket, "]", before);
        var span = new TextSpan(start, _lastEnd);
        return clause is null ? new TupleExpression(items, span) : new ForExpression(clause, span);
    }

    private Expression ReadObject()
    {
        var start = Next.Start;
        var before = TakeOpening();
        if (NextIsWord("for"))
        {
            var clause = ReadFor(makesObject: true);
            TakeClosing(TokenKind.CloseBrace, "}", before);
            return new ForExpression(clause, new TextSpan(start, _lastEnd));
        }

        _newlinesMatter = true;
        var items = new List<ObjectItem>();
        while (Next.Kind != TokenKind.CloseBrace)
        {
            items.Add(ReadItem(start));
            if (!TakeIf(TokenKind.Comma) && Next.Kind != TokenKind.CloseBrace)
            {
                if (NeverEnds("object", start))
                {
                    break;
                }

                Expect(TokenKind.Newline, "a comma or the end of the line");
            }

            SkipNewlines();
        }

        TakeClosing(TokenKind.CloseBrace, "}", before);
        return new ObjectExpression(items, new TextSpan(start, _lastEnd));
    }

    private ObjectItem ReadItem(int openedAt)
    {
        var key = ReadExpression();
        var name = key switch
        {
            WordExpression word => word.Word,
            TemplateExpression { IsPlain: true, Heredoc: false } quoted => quoted.Inner.Of(_text),
            NumberExpression number => number.Span.Of(_text),
            _ => null,
        };
        if (!TakeIf(TokenKind.Equal) && !TakeIf(TokenKind.Colon) && !NeverEnds("object", openedAt))
        {
            Fail($"expected = or :, found {Found()}");
        }

        return new ObjectItem(key, name, ReadExpression());
    }
}
