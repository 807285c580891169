using System.Text.Json;

namespace Upgrades.Executor.Decisions;

/// <summary>What becomes of an upgrade that waits.</summary>
internal abstract record Turn
{
    private Turn()
    {
    }

    /// <summary>Its turn has come.</summary>
    public sealed record Begin : Turn;

    /// <summary>Its turn would have come, but its plan is not of today's repository.</summary>
    /// <param name="Reason">For a person.</param>
    public sealed record Replan(string Reason) : Turn;

    /// <param name="Reason">For a person.</param>
    /// <param name="LookAt">When to look again, in unix milliseconds; null: when something happens.</param>
    public sealed record Stay(string Reason, long? LookAt = null) : Turn
    {
        /// <summary>Is there anything to write: another reason, or nobody who would look again?</summary>
        public bool IsNewTo(QueuedUpgrade upgrade, long now) =>
            Reason != upgrade.Reason || (LookAt is null ? upgrade.DueAt is not null : upgrade.DueAt is null || upgrade.DueAt <= now);
    }

    /// <summary>Why nobody's turn can come now; null: somebody's can.</summary>
    public static string? Closed(int active, Controls controls) =>
        controls.Paused ? "an operator has paused upgrades"
        : active >= controls.MaxInFlight ? $"waits for one of {controls.MaxInFlight} turns"
        : null;

    /// <summary>
    /// Gives turns in the queue's order (<see cref="Urgency"/>): one active upgrade per stack and per group of stacks that share something, not more than the limit in
    /// all, none for a stack that is held or while something it needs is broken, none at all while paused (DESIGN §6.4, §9).
    /// </summary>
    /// <param name="waiting">Whose turn comes first, first.</param>
    /// <param name="plannedBefore">Plans from before this instant (unix milliseconds) are too old.</param>
    /// <param name="held">Who must wait for something that is broken, and why; null: nobody.</param>
    public static IEnumerable<(QueuedUpgrade Upgrade, Turn Turn)> Decide(
        IEnumerable<QueuedUpgrade> waiting, IEnumerable<QueuedUpgrade> active, Controls controls, long plannedBefore, Func<QueuedUpgrade, Stay?>? held = null)
    {
        var busy = active.ToList();
        foreach (var upgrade in waiting)
        {
            if (!controls.Paused && controls.Held.TryGetValue(upgrade.Stack, out var why))
            {
                yield return (upgrade, new Stay($"an operator holds {upgrade.Stack}{(why.Length > 0 ? $": {why}" : "")}"));
            }
            else if (!controls.Paused && held?.Invoke(upgrade) is { } broken)
            {
                yield return (upgrade, broken);
            }
            else if (!controls.Paused && busy.Find(b => b.Repository == upgrade.Repository && b.Stack == upgrade.Stack) is { } other)
            {
                yield return (upgrade, new Stay($"waits for upgrade {other.Id} of the same stack"));
            }
            else if (!controls.Paused && busy.Find(b => IsSharedBy(b, upgrade)) is { } sharing)
            {
                yield return (upgrade, new Stay($"waits for upgrade {sharing.Id} of {sharing.Stack}, with which it shares something (shared_with)"));
            }
            else if (Closed(busy.Count, controls) is { } reason)
            {
                yield return (upgrade, new Stay(reason));
            }
            else if (upgrade.PlannedAt < plannedBefore)
            {
                yield return (upgrade, new Replan("the plan is too old"));
            }
            else if (upgrade.PlannedAt < upgrade.StackChangedAt)
            {
                yield return (upgrade, new Replan("another upgrade of the stack has changed git since it was planned"));
            }
            else
            {
                busy.Add(upgrade);
                yield return (upgrade, new Begin());
            }
        }
    }

    private static bool IsSharedBy(QueuedUpgrade one, QueuedUpgrade other) =>
        one.Repository == other.Repository && (Shares(one).Contains(other.Stack) || Shares(other).Contains(one.Stack));

    private static string[] Shares(QueuedUpgrade upgrade) => JsonSerializer.Deserialize<string[]>(upgrade.SharedWith)!;
}
