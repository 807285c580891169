using Upgrades.Analyzer.Planning;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Terraform;

namespace Upgrades.Standalone.Planning;

/// <summary>A line before and after the whole upgrade, without its line end. <c>Line</c> counts from 1 in the file as it is.</summary>
internal sealed record LineEdit(string Path, int Line, string Before, string After)
{
    /// <summary>Makes all edits of a plan on a copy, as the executor makes them, and compares line by line: an edit never adds or removes one.</summary>
    /// <returns>The lines; or why the executor would refuse the edits.</returns>
    public static (IReadOnlyList<LineEdit> Edits, string? Refusal) Of(RepositoryHead head, IReadOnlyDictionary<string, SourceFile> sources, UpgradePlanned plan)
    {
        var result = TerraformEngine.Apply(head.Scan, plan.Stack, Whole(plan.Steps));
        return result is EditResult.Edited edited
            ? ([.. edited.Files.OrderBy(f => f.Path, StringComparer.Ordinal).SelectMany(f => Between(sources[f.Path], f))], null)
            : ([], result is EditResult.Refused refused ? refused.Message : $"the edits cannot be made: {result}");
    }

    public static IReadOnlyList<string> Lines(string text) => [.. text.Split('\n').Select(l => l.EndsWith('\r') ? l[..^1] : l)];

    /// <summary>From what is there to the last step: what is between is not seen in the end.</summary>
    private static IReadOnlyList<SiteEdit> Whole(IEnumerable<PlanStep> steps) =>
        [.. steps.SelectMany(s => s.Edits).GroupBy(e => e.Site).Select(g => g.First() with { NewText = g.Last().NewText })];

    private static IEnumerable<LineEdit> Between(SourceFile before, SourceFile after) => Lines(before.Text).Zip(Lines(after.Text))
        .Select((pair, i) => new LineEdit(before.Path, i + 1, pair.First, pair.Second))
        .Where(e => e.Before != e.After);
}
