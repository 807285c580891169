using System.Text.RegularExpressions;

namespace Upgrades.Sandbox.Kubernetes;

/// <summary>Label selectors: <c>a=b</c>, <c>a==b</c>, <c>a!=b</c>, <c>a in (b,c)</c>, <c>a notin (b)</c>, <c>a</c>, <c>!a</c>, joined by commas.</summary>
internal sealed partial class LabelSelector
{
    private readonly List<Func<IReadOnlyDictionary<string, string>, bool>> _requirements = [];

    private LabelSelector()
    {
    }

    public bool Matches(IReadOnlyDictionary<string, string> labels) => _requirements.TrueForAll(r => r(labels));

    /// <summary>Null: the text is no selector.</summary>
    public static LabelSelector? Parse(string? text)
    {
        var selector = new LabelSelector();
        if (string.IsNullOrWhiteSpace(text))
        {
            return selector;
        }

        if (!Whole().IsMatch(text))
        {
            return null;
        }

        foreach (Match match in Requirement().Matches(text))
        {
            selector.Add(match);
        }

        return selector;
    }

    private void Add(Match match)
    {
        var (key, not) = (match.Groups["key"].Value, match.Groups["not"].Success || match.Groups["op"].Value is "!=" or "notin");
        var values = match.Groups["set"].Success
            ? match.Groups["set"].Value.Split(',', StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal)
            : match.Groups["op"].Success ? [match.Groups["value"].Value] : null;
        _requirements.Add(labels => (labels.TryGetValue(key, out var label) && (values is null || values.Contains(label))) != not);
    }

    private const string One =
        @"\s*(?:(?<not>!)\s*)?(?<key>[A-Za-z0-9][A-Za-z0-9._/-]*)\s*(?:(?<op>in|notin)\s*\((?<set>[A-Za-z0-9._\s,-]*)\)|(?<op>==|=|!=)\s*(?<value>[A-Za-z0-9._-]*))?\s*";

    [GeneratedRegex($@"\A{One}(?:,{One})*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Whole();

    [GeneratedRegex($@"(?:\A|\G,){One}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Requirement();
}
