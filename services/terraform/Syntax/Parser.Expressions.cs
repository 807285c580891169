namespace Upgrades.Terraform.Syntax;

internal sealed partial class Parser
{
    private Expression ReadExpression()
    {
        if (TooDeep())
        {
            return Missing();
        }

        _depth++;
        var start = Next.Start;
        var operands = new List<Expression> { ReadOperand() };
        while (Next.Kind == TokenKind.Operator && !Next.Of(_text).SequenceEqual("!"))
        {
            Take();
            operands.Add(ReadOperand());
        }

        var expression = operands.Count == 1 ? operands[0] : new OperationExpression(operands, new TextSpan(start, LastEnd));
        if (TakeIf(TokenKind.Question))
        {
            var whenTrue = ReadExpression();
            Expect(TokenKind.Colon, ":");
            expression = new ConditionalExpression(expression, whenTrue, ReadExpression(), new TextSpan(start, LastEnd));
        }

        _depth--;
        return expression;
    }

    private Expression ReadOperand()
    {
        var start = Next.Start;
        var signs = 0;
        while (Next.Kind == TokenKind.Operator && Next.Of(_text) is "!" or "-")
        {
            Take();
            signs++;
        }

        var term = ReadReference(ReadTerm());
        return signs == 0 ? term : new OperationExpression([term], new TextSpan(start, LastEnd));
    }

    private Expression ReadTerm()
    {
        var first = Next;
        switch (first.Kind)
        {
            case TokenKind.Number:
                Take();
                return new NumberExpression(new TextSpan(first.Start, first.End));
            case TokenKind.Identifier:
                return ReadWordOrCall();
            case TokenKind.OpenQuote or TokenKind.OpenHeredoc:
                return ReadTemplate();
            case TokenKind.OpenBracket:
                return ReadTuple();
            case TokenKind.OpenBrace:
                return ReadObject();
            case TokenKind.OpenParenthesis:
                var inner = ReadEnclosed(TokenKind.CloseParenthesis, ")", ReadExpression);
                return new ParenthesesExpression(inner, new TextSpan(first.Start, LastEnd));
            default:
                Fail($"expected a value, found {Found()}");
                return Missing();
        }
    }

    private Expression ReadWordOrCall()
    {
        var start = Next.Start;
        var word = Take();
        var end = word.End;
        while (TakeIf(TokenKind.DoubleColon))
        {
            end = Expect(TokenKind.Identifier, "the name of a function").End;
        }

        var name = _text[start..end];
        if (Next.Kind != TokenKind.OpenParenthesis)
        {
            if (end != word.End)
            {
                Fail($"expected (, found {Found()}");
            }

            return new WordExpression(name, new TextSpan(start, end));
        }

        var arguments = ReadEnclosed(TokenKind.CloseParenthesis, ")", () =>
        {
            var list = ReadList(TokenKind.CloseParenthesis);
            TakeIf(TokenKind.Ellipsis);
            return list;
        });
        return new CallExpression(name, arguments, new TextSpan(start, LastEnd));
    }

    private Expression ReadReference(Expression root)
    {
        var steps = new List<ReferenceStep>();
        while (Next.Kind is TokenKind.Dot or TokenKind.OpenBracket)
        {
            steps.AddRange(Next.Kind == TokenKind.Dot ? ReadName() : [ReadIndex()]);
        }

        return steps.Count == 0 ? root : new ReferenceExpression(root, steps, new TextSpan(root.Span.Start, LastEnd));
    }

    /// <summary><c>.name</c>, the old <c>.0</c> (read as one number in <c>.0.1</c>), or <c>.*</c>.</summary>
    private ReferenceStep[] ReadName()
    {
        Take();
        if (Next.Kind == TokenKind.Operator && Next.Of(_text).SequenceEqual("*"))
        {
            Take();
            return [new ReferenceStep(null, null)];
        }

        if (Next.Kind is TokenKind.Identifier or TokenKind.Number)
        {
            return [.. Take().Of(_text).ToString().Split('.').Select(n => new ReferenceStep(n, null))];
        }

        Fail($"expected a name after the dot, found {Found()}");
        return [];
    }

    private ReferenceStep ReadIndex() => ReadEnclosed(TokenKind.CloseBracket, "]", () =>
    {
        if (Next.Kind == TokenKind.Operator && Next.Of(_text).SequenceEqual("*"))
        {
            Take();
            return new ReferenceStep(null, null);
        }

        return ReadExpression() switch
        {
            NumberExpression number => new ReferenceStep(number.Span.Of(_text), null),
            TemplateExpression { IsPlain: true, Heredoc: false } name => new ReferenceStep(name.Inner.Of(_text), null),
            var index => new ReferenceStep(null, index),
        };
    });

    private WordExpression Missing() => new("", new TextSpan(Next.Start, Next.Start));
}
