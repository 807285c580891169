using System.Text.RegularExpressions;

namespace Upgrades.Notifier.Pages;

/// <summary>Commands are shown to be copied into a shell, and a stack's name may be a stranger's.</summary>
internal static partial class ShellWord
{
    /// <summary>As one word for a POSIX shell, whatever it holds.</summary>
    public static string Quote(string text) => Harmless().IsMatch(text) ? text : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"\A[A-Za-z0-9_./:@+=,][A-Za-z0-9_./:@+=,-]*\z")]
    private static partial Regex Harmless();
}
