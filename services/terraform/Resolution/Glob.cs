using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace Upgrades.Terraform.Resolution;

/// <summary>Patterns as <c>fileset()</c> takes them: <c>*</c>, <c>**</c>, <c>?</c>, <c>{a,b}</c> (Terraform, "fileset Function").</summary>
internal static class Glob
{
    private const int LongestPattern = 500;

    /// <returns>False for a pattern that is none, or that asks for more than these.</returns>
    public static bool TryRead(string pattern, [NotNullWhen(true)] out Regex? regex)
    {
        var text = new StringBuilder(@"\A");
        var isInChoice = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var isDouble = pattern[i] == '*' && i + 1 < pattern.Length && pattern[i + 1] == '*';
            var isFolders = isDouble && i + 2 < pattern.Length && pattern[i + 2] == '/';
            (isInChoice, var piece) = pattern[i] switch
            {
                '*' => (isInChoice, isFolders ? "(?:.*/)?" : isDouble ? ".*" : "[^/]*"),
                '?' => (isInChoice, "[^/]"),
                '{' when !isInChoice => (true, "(?:"),
                '}' when isInChoice => (false, ")"),
                ',' when isInChoice => (true, "|"),
                var other => (isInChoice, Regex.Escape(other.ToString())),
            };
            text.Append(piece);
            i += isFolders ? 2 : isDouble ? 1 : 0;
        }

        regex = isInChoice || pattern.Length > LongestPattern || pattern.Contains('[', StringComparison.Ordinal) ? null : new Regex(text.Append(@"\z").ToString(), RegexOptions.NonBacktracking);
        return regex is not null;
    }
}
