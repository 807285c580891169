namespace Upgrades.Terraform.Syntax;

internal sealed partial class Parser
{
    private BodyNode ReadBody(TokenKind end)
    {
        var attributes = new List<AttributeNode>();
        var blocks = new List<BlockNode>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        SkipNewlines();
        while (Next.Kind != end && Next.Kind != TokenKind.EndOfFile)
        {
            var word = Expect(TokenKind.Identifier, "the name of an argument or a block");
            var name = word.Of(_text).ToString();
            if (TakeIf(TokenKind.Equal))
            {
                attributes.Add(new AttributeNode(name, new TextSpan(word.Start, word.End), ReadExpression()));
                if (!names.Add(name))
                {
                    _fault ??= new SyntaxFault(word.Start, $"the argument {name} is set twice");
                }
            }
            else
            {
                blocks.Add(ReadBlock(name, word.Start));
            }

            if (Next.Kind != end && Next.Kind != TokenKind.EndOfFile)
            {
                Expect(TokenKind.Newline, "the end of the line");
                SkipNewlines();
            }
        }

        return new BodyNode(attributes, blocks);
    }

    private BlockNode ReadBlock(string type, int start)
    {
        var labels = new List<string>();
        while (Next.Kind is TokenKind.Identifier or TokenKind.OpenQuote)
        {
            labels.Add(ReadLabel());
        }

        Expect(TokenKind.OpenBrace, labels.Count == 0 ? "= or {" : "{");
        _depth++;
        var body = TooDeep() ? new BodyNode([], []) : ReadBody(TokenKind.CloseBrace);
        _depth--;
        Expect(TokenKind.CloseBrace, "}");
        return new BlockNode(type, labels, body, new TextSpan(start, LastEnd));
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
