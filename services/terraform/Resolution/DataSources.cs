using System.Text.RegularExpressions;
using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform.Resolution;

/// <summary>The data sources of the kubectl provider that only read files of the repository (gavinbunney/kubectl, "Data Sources").</summary>
internal static partial class DataSources
{
    /// <returns>Null when the data source tells something that is not written in the repository.</returns>
    public static Value? Read(string type, Placed<BlockNode> block, Names names, Spot at)
    {
        Term? Argument(string name) => block.Node.Body[name] is { } value ? new Term(value, block.Document, names) : null;
        return type switch
        {
            "kubectl_file_documents" when Argument("content") is { } content => Listed(Split(Evaluator.Evaluate(content), at), "documents", "manifests"),
            "kubectl_path_documents" when Argument("pattern") is { } pattern =>
                Listed(Rendered(Matches(pattern), Argument("vars") is { } values ? Evaluator.Evaluate(values) : new MapValue([]), names, at), "documents", "manifests"),
            "kubectl_filename_list" when Argument("pattern") is { } pattern => Listed(Matches(pattern), "matches"),
            _ => null,
        };
    }

    private static NamedValue Listed(Value list, params string[] attributes) =>
        // With a count, each copy reads the same.
        new((name, at) => attributes.Contains(name) ? list : int.TryParse(name, out _) ? Listed(list, attributes) : new UnknownValue($"{at.Short} is read from a data source", at));

    private static Value Matches(Term pattern) => Evaluator.Evaluate(pattern) switch
    {
        TextValue { Text: { Hole: null } glob } => Functions.FileSet(pattern, "/", (glob.Text.StartsWith('/') ? glob.Text : $"/{pattern.Names.WorkingFolder}/{glob.Text}").TrimStart('/'), path => "/" + path),
        var value => value as UnknownValue ?? new UnknownValue($"{pattern.Spot.Short} is not a text", pattern.Spot),
    };

    private static Value Rendered(Value paths, Value values, Names names, Spot at)
    {
        if (paths is not ListValue { Items: var items })
        {
            return paths;
        }

        List<Deferred> documents = [];
        foreach (var path in items.Select(i => ((TextValue)i.Value).Text.Text))
        {
            var text = names.Surroundings.Open(path.TrimStart('/')) is { } document ? Functions.FromTemplate(document, values, names, at) : new NullValue();
            var parts = Split(text, at);
            if (parts is not ListValue { Items: var found })
            {
                return parts;
            }

            documents.AddRange(found);
        }

        return new ListValue(documents);
    }

    private static Value Split(Value content, Spot at)
    {
        if (content is not TextValue { Text: var text })
        {
            return content as UnknownValue ?? new UnknownValue($"{at.Short} is not a text", at);
        }

        List<Deferred> documents = [];
        var from = 0;
        foreach (var (end, next) in Separator().Matches(text.Text).Select(m => (m.Index, m.Index + m.Length)).Append((text.Text.Length, text.Text.Length)))
        {
            if (text.Text.AsSpan(from, end - from).Trim().Length > 0)
            {
                documents.Add(Deferred.Of(new TextValue(new ResolvedText(text.Slice(from, end))), at));
            }

            from = next;
        }

        return new ListValue(documents);
    }

    [GeneratedRegex(@"^---[^\n]*\n?", RegexOptions.Multiline)]
    private static partial Regex Separator();
}
