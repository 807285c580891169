using System.CommandLine;

namespace Upgrades.Standalone.Commands;

/// <summary>What is different when a person looks on.</summary>
internal static class Terminal
{
    public static bool IsOutput(InvocationConfiguration configuration) => ReferenceEquals(configuration.Output, Console.Out) && !Console.IsOutputRedirected;

    public static bool IsError(InvocationConfiguration configuration) => ReferenceEquals(configuration.Error, Console.Error) && !Console.IsErrorRedirected;

    /// <summary>No colours for a program, nor for who does not want them (no-color.org).</summary>
    public static bool TakesColours(InvocationConfiguration configuration) =>
        IsOutput(configuration) && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>A repository and release notes are a stranger's text: nothing in them may command the terminal, or show a line in another order than it is.</summary>
    public static string Harmless(string text) => text.Any(IsCommand) ? string.Concat(text.Select(c => IsCommand(c) ? '\uFFFD' : c)) : text;

    private static bool IsCommand(char c) => (char.IsControl(c) && c is not ('\n' or '\t')) || IsDirection(c);

    /// <summary>Unicode's explicit directional formatting (UAX #9, section 2).</summary>
    private static bool IsDirection(char c) => c is '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
