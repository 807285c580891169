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
        var isFor = false;
        var items = ReadEnclosed(TokenKind.CloseBracket, "]", () =>
        {
            isFor = NextIsWord("for");
            return isFor ? ReadFor() : ReadList(TokenKind.CloseBracket);
        });
        var span = new TextSpan(start, LastEnd);
        return isFor ? new ForExpression(items, span) : new TupleExpression(items, span);
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
            var parts = ReadFor();
            Expect(TokenKind.CloseBrace, "}");
            _newlinesMatter = before;
            return new ForExpression(parts, new TextSpan(start, LastEnd));
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
    private List<Expression> ReadFor()
    {
        Take();
        ReadForIntroduction(out var collection);
        Expect(TokenKind.Colon, ":");
        var parts = new List<Expression> { collection, ReadExpression() };
        if (TakeIf(TokenKind.Arrow))
        {
            parts.Add(ReadExpression());
            TakeIf(TokenKind.Ellipsis);
        }

        if (NextIsWord("if"))
        {
            Take();
            parts.Add(ReadExpression());
        }

        return parts;
    }

    private void ReadForIntroduction(out Expression collection)
    {
        Expect(TokenKind.Identifier, "a name");
        if (TakeIf(TokenKind.Comma))
        {
            Expect(TokenKind.Identifier, "a name");
        }

        if (!NextIsWord("in"))
        {
            Fail($"expected in, found {Found()}");
        }

        Take();
        collection = ReadExpression();
    }
}
