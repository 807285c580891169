using System.Text.RegularExpressions;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting.Text;

namespace Upgrades.Verifier.Decisions;

internal enum StackOutcome { Ok, Skipped, Failed }

/// <summary>What CI's apply step said of one stack.</summary>
/// <param name="Line">As it stands in the log, fit for people.</param>
/// <param name="Around">The lines before it and some after, fit for people.</param>
internal sealed record StackResult(StackOutcome Outcome, string Line, IReadOnlyList<string> Around)
{
    private const int LinesBefore = 16;
    private const int LinesAfter = 3;

    /// <summary>
    /// The last word counts: an apply may be tried again. A line that has the stack's whole name goes before one that has its last
    /// part only, which another stack may have too.
    /// </summary>
    /// <returns>Null: the lines say nothing of the stack.</returns>
    public static StackResult? Of(LinePattern pattern, string stack, IReadOnlyList<string> log)
    {
        var told = log.Select((line, at) => (Match: pattern.Match(line), At: at)).Where(l => l.Match.Success)
            .Select(l => (Name: l.Match.Groups["stack"].Value, Outcome: OutcomeOf(l.Match), l.At)).Where(l => l.Outcome is not null).ToList();
        var last = told.FindLast(l => l.Name == stack) is { Outcome: not null } whole ? whole : told.FindLast(l => l.Name == LastPart(stack));
        return last.Outcome is not { } outcome ? null : new StackResult(
            outcome,
            OutsideLines.Line(log[last.At]).Trim(),
            OutsideLines.Last(log.Skip(last.At - LinesBefore).Take(Math.Min(last.At, LinesBefore) + 1 + LinesAfter)));
    }

    private static StackOutcome? OutcomeOf(Match match) =>
        match.Groups["failed"].Success ? StackOutcome.Failed
        : match.Groups["skipped"].Success ? StackOutcome.Skipped
        : match.Groups["ok"].Success ? StackOutcome.Ok
        : null;

    private static string LastPart(string stack) => stack[(stack.LastIndexOf('/') + 1)..];
}
