namespace Upgrades.Terraform.Syntax;

/// <summary>A span of tokens that has a value. Only what a version can hide in is told apart; the rest is kept whole with its parts.</summary>
internal abstract class Expression(TextSpan span)
{
    public TextSpan Span { get; } = span;

    public virtual IEnumerable<Expression> Parts => [];
}

internal sealed class NumberExpression(TextSpan span) : Expression(span);

/// <summary>A lone word: the root of a reference, <c>true</c>, <c>null</c>, or an object's key.</summary>
internal sealed class WordExpression(string word, TextSpan span) : Expression(span)
{
    public string Word { get; } = word;
}

/// <summary>A quoted string or a heredoc.</summary>
internal sealed class TemplateExpression(IReadOnlyList<TemplatePart> pieces, bool heredoc, TextSpan inner, TextSpan span) : Expression(span)
{
    public IReadOnlyList<TemplatePart> Pieces { get; } = pieces;
    public bool Heredoc { get; } = heredoc;

    /// <summary>What stands between the quotes.</summary>
    public TextSpan Inner { get; } = inner;

    public override IEnumerable<Expression> Parts => Pieces.Where(p => p.Value is not null).Select(p => p.Value!);

    /// <summary>No <c>${}</c> and no <c>%{}</c> inside.</summary>
    public bool IsPlain => Pieces.All(p => p.Kind == TemplatePartKind.Text);
}

internal enum TemplatePartKind { Text, Interpolation, Directive }

/// <param name="Kind">Text as written, <c>${}</c> or <c>%{}</c>.</param>
/// <param name="Span">With the braces.</param>
/// <param name="Value">What is interpolated or decides.</param>
/// <param name="Strips">A <c>~</c> takes white space away from the text beside it.</param>
/// <param name="Names">Of a <c>%{ for }</c>: what each turn is called.</param>
internal sealed record TemplatePart(TemplatePartKind Kind, TextSpan Span, Expression? Value = null, bool Strips = false, IReadOnlyList<string>? Names = null);

internal sealed class TupleExpression(IReadOnlyList<Expression> items, TextSpan span) : Expression(span)
{
    public IReadOnlyList<Expression> Items { get; } = items;
    public override IEnumerable<Expression> Parts => Items;
}

internal sealed class ObjectExpression(IReadOnlyList<ObjectItem> items, TextSpan span) : Expression(span)
{
    public IReadOnlyList<ObjectItem> Items { get; } = items;
    public override IEnumerable<Expression> Parts => Items.SelectMany(i => new[] { i.Key, i.Value });
}

/// <param name="Key">As an expression.</param>
/// <param name="Name">The key when it is written out, quoted or not.</param>
/// <param name="Value">What it holds.</param>
internal sealed record ObjectItem(Expression Key, string? Name, Expression Value);

/// <summary><c>local.images["app"].tag</c></summary>
internal sealed class ReferenceExpression(Expression root, IReadOnlyList<ReferenceStep> steps, TextSpan span) : Expression(span)
{
    public Expression Root { get; } = root;
    public IReadOnlyList<ReferenceStep> Steps { get; } = steps;
    public override IEnumerable<Expression> Parts => Steps.Where(s => s.Index is not null).Select(s => s.Index!).Prepend(Root);
}

/// <summary>Either a written name or number, or an index to be worked out; neither for <c>[*]</c>.</summary>
internal sealed record ReferenceStep(string? Name, Expression? Index);

internal sealed class CallExpression(string function, IReadOnlyList<Expression> arguments, TextSpan span) : Expression(span)
{
    public string Function { get; } = function;
    public IReadOnlyList<Expression> Arguments { get; } = arguments;
    public override IEnumerable<Expression> Parts => Arguments;
}

internal sealed class ParenthesesExpression(Expression inner, TextSpan span) : Expression(span)
{
    public Expression Inner { get; } = inner;
    public override IEnumerable<Expression> Parts => [Inner];
}

internal sealed class ConditionalExpression(Expression condition, Expression whenTrue, Expression whenFalse, TextSpan span) : Expression(span)
{
    public Expression Condition { get; } = condition;
    public Expression WhenTrue { get; } = whenTrue;
    public Expression WhenFalse { get; } = whenFalse;
    public override IEnumerable<Expression> Parts => [Condition, WhenTrue, WhenFalse];
}

/// <summary>Operators, in one row whatever their precedence: no version is made by arithmetic.</summary>
internal sealed class OperationExpression(IReadOnlyList<Expression> operands, TextSpan span) : Expression(span)
{
    public override IEnumerable<Expression> Parts { get; } = operands;
}

/// <summary><c>[for v in c : value]</c> or <c>{for k, v in c : key => value... if condition}</c></summary>
internal sealed class ForExpression(ForClause clause, TextSpan span) : Expression(span)
{
    public ForClause Clause { get; } = clause;
    public override IEnumerable<Expression> Parts =>
        new[] { Clause.Collection, Clause.Key, Clause.Value, Clause.Condition }.OfType<Expression>();
}

/// <param name="Names">One or two: the value's, or the key's and the value's.</param>
/// <param name="Collection">What is gone through.</param>
/// <param name="Key">Null: a list is made.</param>
/// <param name="Value">Of each turn.</param>
/// <param name="Groups">Values of equal keys become a list.</param>
/// <param name="Condition">Null: every turn counts.</param>
internal sealed record ForClause(IReadOnlyList<string> Names, Expression Collection, Expression? Key, Expression Value, bool Groups, Expression? Condition);
