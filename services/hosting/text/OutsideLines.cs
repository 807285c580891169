using System.Text;
using System.Text.RegularExpressions;

namespace Upgrades.Hosting.Text;

/// <summary>Lines that some program wrote, on their way to people: few, short, without control characters or secrets.</summary>
public static partial class OutsideLines
{
    private const int Most = 20;
    private const int Longest = 500;

    /// <summary>The last lines that say anything.</summary>
    public static IReadOnlyList<string> Last(IEnumerable<string> lines) =>
        [.. lines.SelectMany(l => l.Split('\n')).Select(Line).Where(l => l.Length > 0).TakeLast(Most)];

    public static string Line(string text)
    {
        var line = new StringBuilder();
        foreach (var c in TerminalCodes().Replace(text.Length <= 4 * Longest ? text : text[..(4 * Longest)], ""))
        {
            line.Append(char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c);
        }

        var clean = SecretMask.Of(line.ToString().TrimEnd());
        return clean.Length <= Longest ? clean : clean[..(Longest - 1)] + "…";
    }

    [GeneratedRegex(@"\x1B\[[0-9;?]*[A-Za-z]")]
    private static partial Regex TerminalCodes();
}
