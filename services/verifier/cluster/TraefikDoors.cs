using System.Text.Json;
using System.Text.RegularExpressions;

namespace Upgrades.Verifier.Cluster;

/// <summary>IngressRoute, <c>traefik.io/v1alpha1</c> and before Traefik 3 <c>traefik.containo.us/v1alpha1</c>: hosts stand in a rule's text.</summary>
internal static partial class TraefikDoors
{
    public static IReadOnlyList<string> Groups { get; } = ["traefik.io", "traefik.containo.us"];

    public static IEnumerable<FrontDoor> Of(JsonElement route) => route.Items("spec", "routes").SelectMany(r =>
    {
        List<(string Namespace, string? Name)> services =
        [
            .. r.Items("services").Select(s => (s.Text("namespace") ?? route.Text("metadata", "namespace") ?? "", s.Text("kind") is null or "Service" ? s.Text("name") : null)),
        ];
        return Alternatives(r.Text("match") ?? "").SelectMany(a => Hosts(a).Select(host => new FrontDoor(host, [.. services.Select(s => new FrontDoorPath(PathOf(a), s.Namespace, s.Name))])));
    });

    /// <summary>The parts of a rule between <c>||</c>, outside of brackets: each has hosts and paths of its own.</summary>
    private static IEnumerable<string> Alternatives(string rule)
    {
        var (depth, start, quote) = (0, 0, '\0');
        for (var i = 0; i < rule.Length; i++)
        {
            var c = rule[i];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '`' or '"')
            {
                quote = c;
            }
            else if (depth == 0 && c == '|' && i > start)
            {
                yield return rule[start..i];
                start = i + 1;
            }

            depth += quote != '\0' ? 0 : c == '(' ? 1 : c == ')' ? -1 : 0;
        }

        yield return rule[start..];
    }

    private static IEnumerable<string> Hosts(string rule) => HostMatcher().Matches(rule)
        .SelectMany(m => Quoted().Matches(m.Groups["arguments"].Value).Select(q => q.Groups["text"].Value));

    private static string? PathOf(string rule) =>
        PathMatcher().Match(rule) is { Success: true } match && Quoted().Match(match.Groups["arguments"].Value) is { Success: true } quoted ? quoted.Groups["text"].Value : null;

    /// <summary>Not <c>HostRegexp</c>, <c>HostSNI</c>, nor what is excluded with <c>!</c>.</summary>
    [GeneratedRegex(@"(?<![!A-Za-z])Host\s*\((?<arguments>[^)]*)\)")]
    private static partial Regex HostMatcher();

    [GeneratedRegex(@"(?<![!A-Za-z])Path(?:Prefix)?\s*\((?<arguments>[^)]*)\)")]
    private static partial Regex PathMatcher();

    [GeneratedRegex("[`\"](?<text>[^`\"]*)[`\"]")]
    private static partial Regex Quoted();
}
