using System.Text.RegularExpressions;

namespace Upgrades.Repository;

/// <summary>The trailers of a commit message: the key lines of its last paragraph, and of no other.</summary>
internal static partial class TrailerBlock
{
    public static IReadOnlyList<(string Key, string Value)> Of(string message)
    {
        var text = message.Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd('\n');
        var start = text.LastIndexOf("\n\n", StringComparison.Ordinal);
        return start < 0
            ? []
            : [.. text[(start + 2)..].Split('\n').Select(l => KeyLine().Match(l)).Where(m => m.Success)
                .Select(m => (m.Groups["key"].Value, m.Groups["value"].Value))];
    }

    [GeneratedRegex(@"\A(?<key>[A-Za-z0-9-]+): (?<value>.*)\z")]
    private static partial Regex KeyLine();
}
