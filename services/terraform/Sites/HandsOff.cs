using System.Text.RegularExpressions;
using Upgrades.Terraform.Resolution;
using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform.Sites;

/// <summary>Reasons why an edit would do nothing, or be fought by somebody else.</summary>
internal static partial class HandsOff
{
    private const string KeelAnnotation = "keel.sh/policy";

    /// <param name="path">Of the attribute: <c>spec.template.spec.container.image</c>, <c>version</c>.</param>
    /// <param name="index">Of the container among its siblings.</param>
    /// <returns>The reason; null when nothing stands against an edit.</returns>
    public static string? Reason(ResourceScope resource, string path, int index) =>
        IgnoredBy(resource, path, index) is { } ignored ? $"lifecycle.ignore_changes lists {ignored}"
        : resource.KeelPolicy is { } policy ? $"the annotation keel.sh/policy is \"{policy}\": Keel changes this image itself"
        : null;

    private static string? IgnoredBy(ResourceScope resource, string path, int index)
    {
        var list = resource.Body.Blocks.FirstOrDefault(b => b.Type == "lifecycle")?.Body["ignore_changes"];
        var entries = list switch
        {
            WordExpression word => [word],
            TupleExpression tuple => tuple.Items,
            _ => [],
        };
        return entries.Select(e => resource.Term(e).Source).FirstOrDefault(entry => Covers(entry, path, index));
    }

    private static bool Covers(string entry, string path, int index)
    {
        var names = Indexes().Replace(entry, "").Trim('"');
        var container = ContainerIndex().Match(entry);
        return names == "all"
            || ((names == path || path.StartsWith(names + ".", StringComparison.Ordinal)) && (!container.Success || container.Groups[1].Value == $"{index}"));
    }

    /// <summary>What Keel is told about a resource; null when it leaves it alone.</summary>
    public static string? KeelPolicyOf(ResourceScope resource) => Objects(resource.Body)
        .SelectMany(o => o.Items).Where(i => i.Name == KeelAnnotation)
        .Select(i => Evaluator.TextOf(resource.Term(i.Value)) ?? "?").FirstOrDefault(policy => policy != "never");

    private static IEnumerable<ObjectExpression> Objects(BodyNode body) => body.Attributes.SelectMany(a => Objects(a.Value)).Concat(body.Blocks.SelectMany(b => Objects(b.Body)));

    private static IEnumerable<ObjectExpression> Objects(Expression expression) =>
        expression.Parts.SelectMany(Objects).Concat(expression is ObjectExpression map ? [map] : []);

    [GeneratedRegex(@"\[[^\]]*\]|\.[0-9]+(?=\.|$)")]
    private static partial Regex Indexes();

    [GeneratedRegex(@"container(?:\[|\.)([0-9]+)")]
    private static partial Regex ContainerIndex();
}
