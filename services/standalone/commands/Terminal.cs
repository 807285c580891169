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

    /// <summary>A repository is a stranger's text: nothing in it may command the terminal.</summary>
    public static string Harmless(string text) => text.Any(IsCommand) ? string.Concat(text.Select(c => IsCommand(c) ? '\uFFFD' : c)) : text;

    /// <summary>Control characters, and those that turn the direction of what follows.</summary>
    private static bool IsCommand(char c) => (char.IsControl(c) && c is not ('\n' or '\t')) || c is '\u061c' or '\u200e' or '\u200f' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
