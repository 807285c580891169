namespace Upgrades.Terraform.Syntax;

/// <summary>
/// Gives every expression of a file an address made of names, and of positions only where names are missing, so that it still
/// finds the same thing after other people's commits.
/// </summary>
internal sealed class AddressBook
{
    /// <summary>Characters. Beyond it nothing real stands, and the sum of all addresses would grow with the square of the file.</summary>
    private const int LongestAddress = 1000;

    private readonly HclDocument _document;
    private readonly Dictionary<Expression, Literal> _literals = [];
    private readonly Dictionary<string, Literal?> _byAddress = new(StringComparer.Ordinal);

    private AddressBook(HclDocument document) => _document = document;

    public static AddressBook Of(HclDocument document)
    {
        var book = new AddressBook(document);
        if (document.Body is { } body)
        {
            book.Add("", body);
        }

        return book;
    }

    public Literal? LiteralOf(Expression expression) => _literals.GetValueOrDefault(expression);

    /// <summary>Those that can be found by their address.</summary>
    public IEnumerable<Literal> Literals => _byAddress.Values.OfType<Literal>().SelectMany(l => l.Scalars.Prepend(l));

    /// <summary>Null when nothing, or more than one thing, has the address.</summary>
    public Literal? Find(string address) => _byAddress.TryGetValue(address, out var literal) || address.LastIndexOf('~') is not (> 0 and var inside)
        ? literal : _byAddress.GetValueOrDefault(address[..inside])?.FindScalar(address);

    private void Add(string prefix, BodyNode body)
    {
        foreach (var attribute in body.Attributes)
        {
            Add(prefix + attribute.Name, attribute.Value);
        }

        foreach (var siblings in body.Blocks.GroupBy(b => BlockName(b, prefix.Length == 0), StringComparer.Ordinal))
        {
            var blocks = siblings.ToList();
            for (var i = 0; i < blocks.Count; i++)
            {
                Add($"{prefix}{siblings.Key}{(siblings.Key == "local" ? "" : Selector(blocks, i))}.", blocks[i].Body);
            }
        }
    }

    private static string BlockName(BlockNode block, bool isRoot) => (isRoot, block.Type) switch
    {
        (true, "resource") => string.Join('.', block.Labels),
        (true, "locals") => "local",
        _ => string.Join('.', block.Labels.Prepend(block.Type)),
    };

    /// <summary>Containers are told apart by name, because another one may be put in before them; other blocks by position.</summary>
    private string Selector(List<BlockNode> siblings, int position)
    {
        var name = siblings[position].Type is "container" or "init_container" ? PlainName(siblings[position]) : null;
        return name is not null && siblings.Count(s => PlainName(s) == name) == 1 ? $"[\"{name}\"]"
            : position > 0 ? $"[{position}]" : "";
    }

    private string? PlainName(BlockNode block) =>
        block.Body["name"] is TemplateExpression { IsPlain: true, Heredoc: false } name ? name.Inner.Of(_document.File.Text) : null;

    private void Add(string address, Expression expression)
    {
        if (address.Length > LongestAddress)
        {
            return;
        }

        switch (expression)
        {
            case TemplateExpression template:
                AddLiteral(address, template, template.Inner, template.Heredoc ? LiteralKind.Text : LiteralKind.Quoted, template);
                AddParts(address + "$", template);
                break;
            case NumberExpression:
                AddLiteral(address, expression, expression.Span, LiteralKind.Number);
                break;
            case ParenthesesExpression parentheses:
                Add(address, parentheses.Inner);
                break;
            case ObjectExpression map:
                AddItems(address, map);
                break;
            case CallExpression call:
                AddParts($"{address}.{call.Function}", call);
                break;
            default:
                AddParts(address, expression);
                break;
        }
    }

    private void AddItems(string address, ObjectExpression map)
    {
        foreach (var (i, item) in map.Items.Index())
        {
            Add(item.Name is null ? $"{address}({i})" : $"{address}.{item.Name}", item.Value);
        }
    }

    private void AddParts(string address, Expression expression)
    {
        foreach (var (i, part) in expression.Parts.Index())
        {
            Add($"{address}[{i}]", part);
        }
    }

    private void AddLiteral(string address, Expression expression, TextSpan inner, LiteralKind kind, TemplateExpression? template = null)
    {
        var literal = new Literal(_document, address, inner, kind, template);
        _literals[expression] = literal;
        if (!_byAddress.TryAdd(literal.Address, literal))
        {
            _byAddress[literal.Address] = null;
        }
    }
}
