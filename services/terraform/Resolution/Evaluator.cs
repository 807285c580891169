using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform.Resolution;

/// <summary>Either a text or the reason why there is none and the expression that stopped the search.</summary>
internal sealed record Resolved(ResolvedText? Text, string? Reason, Term At);

/// <summary>
/// Works out what an expression reads as, without ever guessing. Bounded in steps and size: locals may refer to each other in rings
/// or double at every turn.
/// </summary>
internal sealed class Evaluator
{
    private const int MostSteps = 2_000;
    private const int LongestText = 4_096;

    private int _steps;
    private int _depth;

    public static Resolved Resolve(Term term) => new Evaluator().Read(term);

    /// <summary>The text alone, where it is only for people or for a name.</summary>
    public static string? TextOf(Term term) => Resolve(term).Text?.Text;

    /// <summary>The expression behind names; the term itself when there are none.</summary>
    public static Term Follow(Term term) => new Evaluator().Find(term, out _) ?? term;

    private Resolved Read(Term term)
    {
        if (++_steps > MostSteps || _depth > 100)
        {
            return Stop(term, $"{Short(term)} refers to itself or through too many names");
        }

        _depth++;
        var found = Find(term, out var reason) is { } value
            ? value.Expression switch
            {
                TemplateExpression template => ReadTemplate(value, template),
                NumberExpression => ReadNumber(value),
                _ => Stop(value, WhyNot(value)),
            }
            : Stop(term, reason);
        _depth--;
        return found;
    }

    private Resolved ReadTemplate(Term term, TemplateExpression template)
    {
        if (template.Heredoc || template.Pieces.Any(p => p.Kind == TemplatePartKind.Directive || p.Strips))
        {
            return Stop(term, template.Heredoc ? "a heredoc is not followed" : $"{Short(term)} has a template directive");
        }

        if (term.Document.Addresses.LiteralOf(template) is not { } literal)
        {
            return Stop(term, "is nested too deeply");
        }

        var pieces = new List<TextPiece>();
        foreach (var part in template.Pieces)
        {
            if (part.Value is null)
            {
                pieces.AddRange(LiteralText.Read(literal, part.Span));
                continue;
            }

            var inner = Read(term with { Expression = part.Value });
            if (inner.Text is null)
            {
                return inner;
            }

            pieces.AddRange(inner.Text.Pieces);
        }

        return pieces.Sum(p => p.Text.Length) > LongestText
            ? Stop(term, $"reads as more than {LongestText} characters")
            : new Resolved(new ResolvedText(pieces), null, term);
    }

    private static Resolved ReadNumber(Term term) =>
        LiteralText.IsExactNumber(term.Source) && term.Document.Addresses.LiteralOf(term.Expression) is { } literal
            ? new Resolved(new ResolvedText([new TextPiece(term.Source, literal, 0)]), null, term)
            : Stop(term, $"the number {Short(term)} does not read as it is written");

    /// <summary>Goes through names and parentheses to the expression that is meant. Null, with the reason, when it is not written down.</summary>
    private Term? Find(Term term, out string reason)
    {
        while (++_steps <= MostSteps)
        {
            reason = "";
            switch (term.Expression)
            {
                case ParenthesesExpression parentheses:
                    term = term with { Expression = parentheses.Inner };
                    continue;
                case ReferenceExpression { Root: WordExpression } reference:
                    if (FollowReference(term, reference, out reason) is not { } target)
                    {
                        return null;
                    }

                    term = target;
                    continue;
                // "${x}" alone is x itself, whatever it is.
                case TemplateExpression { Heredoc: false, Pieces: [{ Kind: TemplatePartKind.Interpolation, Strips: false } only] }:
                    term = term with { Expression = only.Value! };
                    continue;
                default:
                    return term;
            }
        }

        reason = $"{Short(term)} refers to itself or through too many names";
        return null;
    }

    private Term? FollowReference(Term term, ReferenceExpression reference, out string reason)
    {
        var root = ((WordExpression)reference.Root).Word;
        var name = reference.Steps[0].Name;
        var start = (root, name) switch
        {
            ("var", not null) => term.Scope.Variable(name),
            ("local", not null) => term.Scope.Local(name),
            _ => null,
        };
        reason = root switch
        {
            "var" => $"var.{name} has no value in the repository",
            "local" => $"local.{name} is not declared",
            "each" or "count" => $"{Short(term)} depends on the {(root == "each" ? "for_each" : "count")}",
            "module" => $"{Short(term)} is a module's output",
            "data" => $"{Short(term)} is read from a data source",
            _ => $"{Short(term)} is known only when Terraform runs",
        };
        foreach (var step in reference.Steps.Skip(1))
        {
            if (start is not { } holder)
            {
                return null;
            }

            start = Enter(holder, step, ref reason);
        }

        return start;
    }

    private Term? Enter(Term outer, ReferenceStep step, ref string reason)
    {
        if (++_depth > 100 || Find(outer, out _) is not { } holder)
        {
            _depth--;
            reason = $"{Short(outer)} refers to itself or to nothing";
            return null;
        }

        var key = step.Name ?? (step.Index is null ? null : Read(outer with { Expression = step.Index }).Text?.Text);
        _depth--;
        reason = $"{Short(holder)} has no {key ?? "such element"}";
        return holder.Expression switch
        {
            ObjectExpression map when key is not null && map.Items.FirstOrDefault(i => i.Name == key) is { } item => holder with { Expression = item.Value },
            TupleExpression list when int.TryParse(key, out var i) && i >= 0 && i < list.Items.Count => holder with { Expression = list.Items[i] },
            _ => null,
        };
    }

    private static string WhyNot(Term term) => term.Expression switch
    {
        CallExpression call => $"the function {call.Function}() is not followed",
        ConditionalExpression => $"a condition decides: {Short(term)}",
        WordExpression { Word: "null" } => "is null",
        ObjectExpression or TupleExpression => "is not a text",
        _ => $"the expression {Short(term)} is not followed",
    };

    private static Resolved Stop(Term at, string reason) => new(null, reason, at);

    private static string Short(Term term)
    {
        var line = string.Join(' ', term.Source.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= 80 ? line : line[..80] + "…";
    }
}
