using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform.Resolution;

/// <summary>Functions that read files of the repository.</summary>
internal static partial class Functions
{
    private static Value Files(Term term, string function, IReadOnlyList<Term> arguments)
    {
        if (arguments.Count == 0 || Evaluator.Evaluate(arguments[0]) is not TextValue { Text: { Hole: null } path })
        {
            return new UnknownValue($"the path of {term.Spot.Short} is not known", term.Spot);
        }

        return function switch
        {
            "basename" => TextValue.Of(RepositoryPath.NameOf(path.Text)),
            "dirname" => TextValue.Of(path.Text[..Math.Max(0, path.Text.LastIndexOf('/'))]),
            "fileset" => FileSet(term, path.Text, arguments.Count > 1 ? Evaluator.TextOf(arguments[1]) : null, name => name),
            "file" => Open(term, path.Text, document => new TextValue(new ResolvedText([new TextPiece(document.Whole.Text, document.Whole, 0)]))),
            _ => Open(term, path.Text, document => FromTemplate(document, arguments.Count > 1 ? Evaluator.Evaluate(arguments[1]) : new MapValue([]), term.Names, term.Spot)),
        };
    }

    private static Value Open(Term term, string path, Func<SourceDocument, Value> read)
    {
        var surroundings = term.Names.Surroundings;
        var place = RepositoryPath.Locate(term.Names.WorkingFolder, path);
        return place is not null && surroundings.Open(place) is { } document ? read(document)
            : new UnknownValue($"{term.Spot.Short}: {place ?? path} is no file of the repository that is read", term.Spot);
    }

    /// <summary>What a template makes of values.</summary>
    public static Value FromTemplate(SourceDocument document, Value values, Names caller, Spot at)
    {
        var (template, fault) = document.Template;
        if (template is null)
        {
            var (line, column) = document.PositionOf(fault!.Offset);
            return new UnknownValue($"{document.File.Path}:{line}:{column}: {fault.Message}", at);
        }

        return Through.Template(Evaluator.Evaluate(new Term(template, document, new TemplateNames(caller, values))));
    }

    /// <summary>Paths of files below a folder that match a pattern, each told as <paramref name="told"/> makes it.</summary>
    public static Value FileSet(Term term, string folder, string? pattern, Func<string, string> told)
    {
        var surroundings = term.Names.Surroundings;
        if (pattern is null || RepositoryPath.Locate(term.Names.WorkingFolder, folder) is not { } place || !Glob.TryRead(pattern, out var glob))
        {
            return new UnknownValue($"{term.Spot.Short} is not followed", term.Spot);
        }

        surroundings.DependsOnListing = true;
        var prefix = place.Length == 0 ? "" : place + "/";
        var names = surroundings.Tree.Paths.Where(p => p.StartsWith(prefix, StringComparison.Ordinal))
            .Select(p => p[prefix.Length..]).Where(p => glob.IsMatch(p)).Order(StringComparer.Ordinal);
        return new ListValue([.. names.Select(n => Deferred.Of(TextValue.Of(told(n)), term.Spot))]);
    }
}
