using Upgrades.Contracts.Vocabulary;
using Upgrades.Terraform;

namespace Upgrades.Analyzer.Steps;

/// <summary>
/// Turns "from what is there now to each stop" into "from stop to stop": a step's old text is the new text of the step before.
/// </summary>
internal static class StepChain
{
    /// <param name="stops">Oldest first.</param>
    /// <param name="ways">For each version the stack holds the image at: the change to each stop, all from the present text; null where the stop is not newer.</param>
    /// <returns>The steps; or why the changes do not follow one another.</returns>
    public static (IReadOnlyList<PlanStep> Steps, string? Refusal) Link(IReadOnlyList<string> stops, IReadOnlyList<IReadOnlyList<StackChange?>> ways)
    {
        var reached = new StackChange?[ways.Count];
        var steps = new List<PlanStep>();
        for (var stop = 0; stop < stops.Count; stop++)
        {
            List<SiteEdit> edits = [];
            List<ImageChange> images = [];
            List<ChartChange> charts = [];
            for (var way = 0; way < ways.Count; way++)
            {
                if (ways[way][stop] is not { } change)
                {
                    continue;
                }

                if (Continue(reached[way], change) is not { } step)
                {
                    return ([], $"the way to {stops[stop]} edits other places than the way to the stop before");
                }

                edits.AddRange(step.Edits);
                images.AddRange(step.Images);
                charts.AddRange(step.Charts);
                reached[way] = change;
            }

            steps.Add(new PlanStep { Number = stop + 1, Version = stops[stop], Images = [.. images.Distinct()], Charts = [.. charts.Distinct()], Edits = edits });
        }

        return steps.SelectMany(s => s.Edits.GroupBy(e => e.Site)).Any(g => g.Count() > 1)
            ? ([], "two versions of the image are written in one place") : (steps, null);
    }

    private static StackChange? Continue(StackChange? before, StackChange change)
    {
        if (before is null)
        {
            return change;
        }

        var agree = before.Edits.Select(e => (e.Site, e.OldText)).SequenceEqual(change.Edits.Select(e => (e.Site, e.OldText)))
            && before.Images.Select(i => (i.Image, i.From)).SequenceEqual(change.Images.Select(i => (i.Image, i.From)))
            && before.Charts.Select(c => (c.Release, c.From)).SequenceEqual(change.Charts.Select(c => (c.Release, c.From)));
        return !agree ? null : new StackChange
        {
            Edits = [.. before.Edits.Zip(change.Edits, (b, e) => e with { OldText = b.NewText })],
            Images = [.. before.Images.Zip(change.Images, (b, i) => i with { From = b.To })],
            Charts = [.. before.Charts.Zip(change.Charts, (b, c) => c with { From = b.To })],
        };
    }
}
