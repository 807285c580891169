namespace Upgrades.Terraform.Syntax;

internal sealed partial class Parser
{
    /// <param name="end">What closes it, and is not taken.</param>
    /// <param name="openedAt">Where it began, to point there when it never ends.</param>
    private BodyNode ReadBody(TokenKind end, int openedAt)
    {
        var attributes = new List<AttributeNode>();
        var blocks = new List<BlockNode>();
        HashSet<string>? names = null;
        SkipNewlines();
        while (Next.Kind != end && !NeverEnds("block", openedAt))
        {
            var word = Expect(TokenKind.Identifier, "the name of an argument or a block");
            if (!TakeIf(TokenKind.Equal))
            {
                blocks.Add(ReadBlock(word));
            }
            else if (ReadAttribute(word) is var attribute && (names ??= new(StringComparer.Ordinal)).Add(attribute.Name))
            {
                attributes.Add(attribute);
            }
            else
            {
                Fail($"the argument {attribute.Name} is set twice", word.Start);
            }

            if (Next.Kind != TokenKind.EndOfFile)
            {
                Expect(TokenKind.Newline, "the end of the line");
                SkipNewlines();
            }
        }

        return new BodyNode(attributes, blocks);
    }

    private bool NeverEnds(string what, int openedAt)
    {
        if (Next.Kind != TokenKind.EndOfFile)
        {
            return false;
        }

        Fail($"the {what} is not closed", openedAt);
        return true;
    }

    private AttributeNode ReadAttribute(Token name) => new(name.Of(_text).ToString(), new TextSpan(name.Start, name.End), ReadExpression());

    private BlockNode ReadBlock(Token type)
    {
        var labels = new List<string>();
        while (Next.Kind is TokenKind.Identifier or TokenKind.OpenQuote)
        {
            labels.Add(ReadLabel());
        }

        if (labels.Count == 0 && Next.Kind != TokenKind.OpenBrace)
        {
            Fail($"expected = or {{ behind {type.Of(_text)}, found {Found()}", type.Start);
        }

        var open = Expect(TokenKind.OpenBrace, "{");
        _depth++;
        var body = TooDeep() ? new BodyNode([], [])
            : Next.Kind is TokenKind.Newline or TokenKind.EndOfFile or TokenKind.CloseBrace ? ReadBody(TokenKind.CloseBrace, open.Start)
            : ReadOnlyArgument(open.Start);
        _depth--;
        Expect(TokenKind.CloseBrace, "}");
        return new BlockNode(type.Of(_text).ToString(), labels, body, new TextSpan(type.Start, _lastEnd));
    }

    /// <summary>A block on one line holds one argument at most, and no block.</summary>
    private BodyNode ReadOnlyArgument(int openedAt)
    {
        var word = Expect(TokenKind.Identifier, "the name of an argument or }");
        if (!TakeIf(TokenKind.Equal))
        {
            Fail($"expected = behind {word.Of(_text)}, found {Found()}: a block on one line holds one argument at most", word.Start);
        }

        var attribute = ReadAttribute(word);
        if (Next.Kind != TokenKind.CloseBrace && !NeverEnds("block", openedAt))
        {
            Fail($"expected }} behind the only argument of a block on one line, found {Found()}");
        }

        return new BodyNode([attribute], []);
    }

    private string ReadLabel()
    {
        var first = Take();
        if (first.Kind == TokenKind.Identifier)
        {
            return first.Of(_text).ToString();
        }

        var label = Next.Kind == TokenKind.TemplateText ? Take().Of(_text).ToString() : "";
        Expect(TokenKind.CloseQuote, "a label without template");
        return label;
    }
}
