namespace Upgrades.Terraform.Syntax;

internal sealed partial class Parser
{
    /// <summary>Takes the opening mark, reads with newlines meaning nothing, and takes the closing one.</summary>
    private T ReadEnclosed<T>(TokenKind close, string closing, Func<T> read)
    {
        Take();
        var before = _newlinesMatter;
        _newlinesMatter = false;
        var result = read();
        Expect(close, closing);
        _newlinesMatter = before;
        return result;
    }

    private List<Expression> ReadList(TokenKind close)
    {
        var items = new List<Expression>();
        while (Next.Kind != close && Next.Kind != TokenKind.EndOfFile)
        {
            items.Add(ReadExpression());
            if (!TakeIf(TokenKind.Comma))
            {
                break;
            }
        }

        return items;
    }

    private Expression ReadTuple()
    {
        var start = Next.Start;
        ForClause? clause = null;
        var items = ReadEnclosed(TokenKind.CloseBracket, "]", () =>
        {
            clause = NextIsWord("for") ? ReadFor() : null;
            return clause is null ? ReadList(TokenKind.CloseBracket) : [];
        });
        var span = new TextSpan(start, LastEnd);
        return clause is null ? new TupleExpression(items, span) : new ForExpression(clause, span);
    }

    private Expression ReadObject()
    {
        var start = Next.Start;
        var before = _newlinesMatter;
        Take();
        SkipNewlines();
        if (NextIsWord("for"))
        {
            _newlinesMatter = false;
            var clause = ReadFor();
            Expect(TokenKind.CloseBrace, "}");
            _newlinesMatter = before;
            return new ForExpression(clause, new TextSpan(start, LastEnd));
        }

        _newlinesMatter = true;
        var items = new List<ObjectItem>();
        while (Next.Kind != TokenKind.CloseBrace && Next.Kind != TokenKind.EndOfFile)
        {
            items.Add(ReadItem());
            if (!TakeIf(TokenKind.Comma) && Next.Kind != TokenKind.CloseBrace)
            {
                Expect(TokenKind.Newline, "a comma or the end of the line");
            }

            SkipNewlines();
        }

        Expect(TokenKind.CloseBrace, "}");
        _newlinesMatter = before;
        return new ObjectExpression(items, new TextSpan(start, LastEnd));
    }

    private ObjectItem ReadItem()
    {
        var key = ReadExpression();
        var name = key switch
        {
            WordExpression word => word.Word,
            TemplateExpression { IsPlain: true, Heredoc: false } quoted => quoted.Inner.Of(_text),
            NumberExpression number => number.Span.Of(_text),
            _ => null,
        };
        if (!TakeIf(TokenKind.Equal) && !TakeIf(TokenKind.Colon))
        {
            Fail($"expected = or :, found {Found()}");
        }

        return new ObjectItem(key, name, ReadExpression());
    }

    /// <summary><c>for k, v in c : key =&gt; value... if condition</c></summary>
    private ForClause ReadFor()
    {
        Take();
        var (names, collection) = ReadForIntroduction();
        Expect(TokenKind.Colon, ":");
        var value = ReadExpression();
        Expression? key = null;
        var groups = false;
        if (TakeIf(TokenKind.Arrow))
        {
            key = value;
            value = ReadExpression();
            groups = TakeIf(TokenKind.Ellipsis);
        }

        Expression? condition = null;
        if (NextIsWord("if"))
        {
            Take();
            condition = ReadExpression();
        }

        return new ForClause(names, collection, key, value, groups, condition);
    }

    private (IReadOnlyList<string> Names, Expression Collection) ReadForIntroduction()
    {
        List<string> names = [Expect(TokenKind.Identifier, "a name").Of(_text).ToString()];
        if (TakeIf(TokenKind.Comma))
        {
            names.Add(Expect(TokenKind.Identifier, "a name").Of(_text).ToString());
        }

        if (!NextIsWord("in"))
        {
            Fail($"expected in, found {Found()}");
        }

        Take();
        return (names, ReadExpression());
    }
}
