using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Upgrades.Contracts.Vocabulary;

/// <summary>
/// A .NET regular expression that an operator gave, for lines that a program writes. It never backtracks, so no line can hold up
/// who reads it; look-arounds and back-references are not to be had for that.
/// </summary>
public sealed class LinePattern
{
    private const int LongestPattern = 1000;
    private const int LongestLine = 10_000;
    private readonly Regex _regex;

    private LinePattern(Regex regex) => _regex = regex;

    /// <exception cref="FormatException">Says what is wrong with it.</exception>
    public static LinePattern Parse(string text) => TryParse(text, out var pattern, out var problem) ? pattern : throw new FormatException($"the pattern {problem}");

    /// <param name="problem">As the rest of a sentence about the pattern.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out LinePattern? pattern, [NotNullWhen(false)] out string? problem)
    {
        (pattern, problem) = (null, null);
        if (text.Length is 0 or > LongestPattern)
        {
            problem = $"must have 1 to {LongestPattern} characters";
            return false;
        }

        try
        {
            pattern = new LinePattern(new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            problem = $"is no regular expression that can be used: {e.Message}";
            return false;
        }
    }

    public bool HasGroup(string name) => _regex.GetGroupNames().Contains(name);

    /// <summary>Of an endless line only the beginning is looked at.</summary>
    public Match Match(string line) => _regex.Match(line.Length <= LongestLine ? line : line[..LongestLine]);
}
