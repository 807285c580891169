namespace Upgrades.Terraform.Syntax;

internal sealed partial class Parser
{
    private Expression ReadReference(Expression root)
    {
        if (Next.Kind is not (TokenKind.Dot or TokenKind.OpenBracket))
        {
            return root;
        }

        var steps = new List<ReferenceStep>();
        var star = -1;
        while (Next.Kind is TokenKind.Dot or TokenKind.OpenBracket)
        {
            if (Next.Kind == TokenKind.Dot)
            {
                Take();
                steps.Add(ReadName(ref star));
            }
            else
            {
                steps.Add(ReadIndex());
                star = -1;
            }
        }

        return new ReferenceExpression(root, steps, new TextSpan(root.Span.Start, _lastEnd));
    }

    /// <summary><c>name</c>, the old <c>0</c>, or <c>*</c>, behind a dot.</summary>
    /// <param name="star">Where the last <c>.*</c> is, until an index follows: only names may stand between; else -1.</param>
    private ReferenceStep ReadName(ref int star)
    {
        var name = Next;
        if (NextIsStar && star < 0)
        {
            star = Take().Start;
            return new ReferenceStep(null, null);
        }

        if (name.Kind == TokenKind.Number && name.Of(_text).Contains('.'))
        {
            Fail("of two numbers in a row each needs brackets", star < 0 ? name.Start : star);
        }

        if (NextIsStar)
        {
            Fail("a second * behind .* needs brackets");
        }

        if (name.Kind is TokenKind.Identifier)
        {
            return new ReferenceStep(Take().Of(_text).ToString(), null);
        }

        if (name.Kind is TokenKind.Number)
        {
            return new ReferenceStep(ReadNumber().Span.Of(_text), null);
        }

        Fail($"expected a name after the dot, found {Found()}", star < 0 ? FaultOffset() : star);
        return new ReferenceStep(null, null);
    }

    private ReferenceStep ReadIndex()
    {
        Take();
        if (NextIsStar)
        {
            Take();
            Expect(TokenKind.CloseBracket, "]");
            return new ReferenceStep(null, null);
        }

        var before = _newlinesMatter;
        _newlinesMatter = false;
        var index = ReadExpression();
        TakeClosing(TokenKind.CloseBracket, "]", before);
        return index switch
        {
            NumberExpression number => new ReferenceStep(number.Span.Of(_text), null),
            TemplateExpression { IsPlain: true, Heredoc: false } name => new ReferenceStep(name.Inner.Of(_text), null),
            _ => new ReferenceStep(null, index),
        };
    }
}
