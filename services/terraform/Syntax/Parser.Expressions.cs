using System.Globalization;
using System.Text;

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
        var expression = ReadOperand();
        if (NextIsInfix)
        {
            var operands = new List<Expression> { expression };
            while (NextIsInfix)
            {
                Take();
                operands.Add(ReadOperand());
            }

            expression = new OperationExpression(operands, new TextSpan(start, _lastEnd));
        }

        if (TakeIf(TokenKind.Question))
        {
            var whenTrue = ReadExpression();
            Expect(TokenKind.Colon, ":");
            expression = new ConditionalExpression(expression, whenTrue, ReadExpression(), new TextSpan(start, _lastEnd));
        }

        _depth--;
        return expression;
    }

    private bool NextIsInfix => Next.Kind == TokenKind.Operator && Next.Of(_text) is not "!";

    private Expression ReadOperand()
    {
        var start = Next.Start;
        var signed = false;
        while (Next.Kind == TokenKind.Operator && Next.Of(_text) is "!" or "-")
        {
            Take();
            signed = true;
        }

        var term = ReadReference(ReadTerm());
        return signed ? new OperationExpression([term], new TextSpan(start, _lastEnd)) : term;
    }

    private Expression ReadTerm()
    {
        var first = Next;
        switch (first.Kind)
        {
            case TokenKind.Number:
                return ReadNumber();
            case TokenKind.Identifier:
                return ReadWordOrCall();
            case TokenKind.OpenQuote or TokenKind.OpenHeredoc:
                return ReadTemplate();
            case TokenKind.OpenBracket:
                return ReadTuple();
            case TokenKind.OpenBrace:
                return ReadObject();
            case TokenKind.OpenParenthesis:
                var before = TakeOpening();
                var inner = ReadExpression();
                TakeClosing(TokenKind.CloseParenthesis, ")", before);
                return new ParenthesesExpression(inner, new TextSpan(first.Start, _lastEnd));
            default:
                Fail($"expected a value, found {Found()}");
                return Missing();
        }
    }

    private NumberExpression ReadNumber()
    {
        var number = Take();
        if (!IsNumber(number.Of(_text)))
        {
            Fail($"{number.Of(_text)} is no number", number.Start);
        }

        return new NumberExpression(new TextSpan(number.Start, number.End));
    }

    /// <summary>The tokenizer takes 1.2.3 for one number, as hashicorp/hcl does.</summary>
    private static bool IsNumber(ReadOnlySpan<char> number)
    {
        var exponent = number.IndexOfAny('e', 'E');
        return (exponent < 0 ? number : number[..exponent]).Count('.') <= 1
            && (exponent < 0 || int.TryParse(number[(exponent + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _));
    }

    private Expression ReadWordOrCall()
    {
        var word = Take();
        var name = word.Of(_text).ToString();
        var scoped = Next.Kind == TokenKind.DoubleColon;
        if (scoped)
        {
            var scopes = new StringBuilder(name);
            while (TakeIf(TokenKind.DoubleColon))
            {
                scopes.Append("::").Append(Expect(TokenKind.Identifier, "the name of a function").Of(_text));
            }

            name = scopes.ToString();
        }

        if (Next.Kind == TokenKind.OpenParenthesis)
        {
            return ReadCall(name, word.Start);
        }

        if (scoped)
        {
            Fail($"expected (, found {Found()}");
        }

        return new WordExpression(name, new TextSpan(word.Start, _lastEnd));
    }

    private CallExpression ReadCall(string name, int start)
    {
        var before = TakeOpening();
        var arguments = ReadList(TokenKind.CloseParenthesis, "a comma or )", "call", start);
        if (Next is { Kind: TokenKind.Ellipsis } expansion && arguments.Count > 0)
        {
            Take();
            if (Next.Kind != TokenKind.CloseParenthesis)
            {
                Fail($"expected ) behind ..., found {Found()}", expansion.Start);
            }
        }

        TakeClosing(TokenKind.CloseParenthesis, ")", before);
        return new CallExpression(name, arguments, new TextSpan(start, _lastEnd));
    }
}
