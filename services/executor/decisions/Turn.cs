namespace Upgrades.Executor.Decisions;

/// <summary>What becomes of an upgrade that waits.</summary>
internal abstract record Turn
{
    private Turn()
    {
    }

    /// <summary>Its turn has come.</summary>
    public sealed record Begin : Turn;

    /// <summary>Its turn would have come, but its plan is too old.</summary>
    public sealed record Replan : Turn;

    /// <param name="Reason">For a person.</param>
    public sealed record Stay(string Reason) : Turn;

    /// <summary>Why nobody's turn can come now; null: somebody's can.</summary>
    public static string? Closed(int active, Controls controls) =>
        controls.Paused ? "an operator has paused upgrades"
        : active >= controls.MaxInFlight ? $"waits for one of {controls.MaxInFlight} turns"
        : null;

    /// <summary>Gives turns oldest first: one active upgrade per stack, not more than the limit in all, none while paused (DESIGN §6.4).</summary>
    /// <param name="waiting">Oldest first.</param>
    /// <param name="plannedBefore">Plans from before this instant (unix milliseconds) are too old.</param>
    public static IEnumerable<(QueuedUpgrade Upgrade, Turn Turn)> Decide(
        IEnumerable<QueuedUpgrade> waiting, IEnumerable<QueuedUpgrade> active, Controls controls, long plannedBefore)
    {
        var busy = active.ToDictionary(a => (a.Repository, a.Stack), a => a.Id);
        foreach (var upgrade in waiting)
        {
            var stack = (upgrade.Repository, upgrade.Stack);
            if (!controls.Paused && busy.TryGetValue(stack, out var other))
            {
                yield return (upgrade, new Stay($"waits for upgrade {other} of the same stack"));
            }
            else if (Closed(busy.Count, controls) is { } reason)
            {
                yield return (upgrade, new Stay(reason));
            }
            else if (upgrade.PlannedAt < plannedBefore)
            {
                yield return (upgrade, new Replan());
            }
            else
            {
                busy[stack] = upgrade.Id;
                yield return (upgrade, new Begin());
            }
        }
    }
}
