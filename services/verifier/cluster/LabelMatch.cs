using k8s.Models;

namespace Upgrades.Verifier.Cluster;

/// <summary>Label selectors as the API server evaluates them. One that selects by nothing selects nothing here.</summary>
internal static class LabelMatch
{
    public static Func<IReadOnlyDictionary<string, string>, bool> Of(V1LabelSelector? selector)
    {
        var labels = selector?.MatchLabels ?? new Dictionary<string, string>();
        var expressions = selector?.MatchExpressions ?? [];
        return labels.Count == 0 && expressions.Count == 0
            ? _ => false
            : pod => Matches(labels, pod) && expressions.All(e => Holds(e, pod));
    }

    /// <summary>A Service's selector is labels only.</summary>
    public static bool Matches(IEnumerable<KeyValuePair<string, string>> labels, IReadOnlyDictionary<string, string> pod) =>
        labels.All(l => pod.TryGetValue(l.Key, out var value) && value == l.Value);

    private static bool Holds(V1LabelSelectorRequirement expression, IReadOnlyDictionary<string, string> pod) => expression.OperatorProperty switch
    {
        "In" => pod.TryGetValue(expression.Key, out var value) && expression.Values?.Contains(value) == true,
        "NotIn" => !pod.TryGetValue(expression.Key, out var value) || expression.Values?.Contains(value) != true,
        "Exists" => pod.ContainsKey(expression.Key),
        "DoesNotExist" => !pod.ContainsKey(expression.Key),
        _ => false,
    };
}
