namespace Upgrades.Terraform.Syntax;

internal sealed partial class Parser
{
    /// <summary><c>for k, v in c : key =&gt; value... if condition</c></summary>
    private ForClause ReadFor(bool makesObject)
    {
        Take();
        var (names, collection) = ReadForIntroduction();
        Expect(TokenKind.Colon, ":");
        var value = ReadExpression();
        Expression? key = null;
        if (TakeIf(TokenKind.Arrow))
        {
            key = value;
            value = ReadExpression();
        }

        var ellipsis = Next;
        var groups = TakeIf(TokenKind.Ellipsis);
        Expression? condition = null;
        if (NextIsWord("if"))
        {
            Take();
            condition = ReadExpression();
        }

        if (makesObject && key is null)
        {
            Fail("an object needs key => value", value.Span.Start);
        }
        else if (!makesObject && (groups || key is not null))
        {
            Fail("a list has no keys to give or to group by", key?.Span.Start ?? ellipsis.Start);
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
