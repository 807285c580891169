using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Executor.Decisions;

/// <summary>Which of two plans of one stack is the one to make, when neither has begun.</summary>
internal enum Supersession
{
    /// <summary>They are about different images, or there is no order between their targets: both are made, one after the other.</summary>
    Neither,
    ArrivingReplacesWaiting,
    WaitingReplacesArriving,
}

internal static class Supersede
{
    /// <summary>A newer comparable target of the same images takes the older one's place (DESIGN §5). The same target twice is one upgrade.</summary>
    public static Supersession Decide(UpgradePlanned waiting, UpgradePlanned arriving)
    {
        var (old, now) = (Targets(waiting), Targets(arriving));
        if (old.Count != now.Count || !old.Keys.All(now.ContainsKey))
        {
            return Supersession.Neither;
        }

        var orders = old.Select(o => TagComparison.Compare(o.Value, now[o.Key])).Distinct().ToList();
        return orders switch
        {
            _ when orders.Contains(TagOrder.Incomparable) => Supersession.Neither,
            _ when orders.Contains(TagOrder.Newer) && orders.Contains(TagOrder.Older) => Supersession.Neither,
            _ when orders.Contains(TagOrder.Newer) => Supersession.ArrivingReplacesWaiting,
            _ => Supersession.WaitingReplacesArriving,
        };
    }

    /// <summary>What is moved where. One image may be moved from two versions; it has one target.</summary>
    private static Dictionary<string, string> Targets(UpgradePlanned plan) => plan.Images.Select(i => (Key: "image " + i.Image, i.To))
        .Concat(plan.Charts.Select(c => (Key: "chart " + c.Release, c.To)))
        .GroupBy(t => t.Key, t => t.To).ToDictionary(g => g.Key, g => g.First());
}
