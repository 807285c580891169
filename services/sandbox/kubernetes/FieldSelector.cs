using System.Text.Json.Nodes;

namespace Upgrades.Sandbox.Kubernetes;

/// <summary>Field selectors on the paths that the API server knows for pods, events and everything: <c>metadata.name=a,status.phase!=Failed</c>.</summary>
internal static class FieldSelector
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "metadata.name", "metadata.namespace", "status.phase", "spec.nodeName", "spec.restartPolicy", "type", "reason", "status.successful",
        "involvedObject.kind", "involvedObject.name", "involvedObject.namespace", "involvedObject.uid", "involvedObject.fieldPath",
    };

    /// <summary>Null: a path is not known.</summary>
    public static Func<JsonObject, bool>? Parse(string? text)
    {
        var terms = (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Term).ToList();
        return terms.TrueForAll(t => Known.Contains(t.Path)) ? node => terms.TrueForAll(t => Is(node, t.Path, t.Value) != t.Not) : null;
    }

    private static (string Path, bool Not, string Value) Term(string term)
    {
        var at = term.IndexOf('=', StringComparison.Ordinal);
        return at <= 0
            ? (term, false, "")
            : (term[..at].TrimEnd('!'), term[at - 1] == '!', term[(at + 1)..].TrimStart('='));
    }

    private static bool Is(JsonNode node, string path, string value) =>
        (path.Split('.').Aggregate((JsonNode?)node, (n, part) => n?[part])?.ToString() ?? "") == value;
}
