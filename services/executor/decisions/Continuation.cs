using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Executor.Decisions;

/// <summary>How an upgrade goes on of which only the steps up to the present one are known.</summary>
internal static class Continuation
{
    /// <summary>A step that git does not tell. No plan that is taken from a message has a step without edits.</summary>
    public static PlanStep Unknown(int number) => new() { Number = number, Version = "", Edits = [] };

    public static bool IsKnown(UpgradePlanned plan, int step) => plan.Steps[step - 1].Edits.Count > 0;

    /// <summary>The steps so far, and behind them what is left of another plan of the same upgrade.</summary>
    /// <param name="step">The newest step that has been made.</param>
    /// <param name="plan">Either has that step too, or begins where it ends.</param>
    /// <returns>Null when the plan does not lead on from there.</returns>
    public static UpgradePlanned? Of(UpgradePlanned known, int step, UpgradePlanned plan)
    {
        var made = known.Steps[step - 1].Edits;
        var same = plan.Steps.FirstOrDefault(s => Swaps(s.Edits).SetEquals(Swaps(made)));
        var rest = plan.Steps.Skip(same?.Number ?? 0).ToList();
        if (rest.Count == 0 || (same is null && !rest[0].Edits.Select(e => (e.Site, e.OldText)).ToHashSet().SetEquals(made.Select(e => (e.Site, e.NewText)))))
        {
            return null;
        }

        return plan with { Steps = [.. known.Steps.Take(step), .. rest.Select((s, i) => s with { Number = step + i + 1 })] };
    }

    private static HashSet<(string Site, string OldText, string NewText)> Swaps(IEnumerable<SiteEdit> edits) => [.. edits.Select(e => (e.Site, e.OldText, e.NewText))];
}
