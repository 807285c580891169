using Upgrades.Contracts.Events;
using Upgrades.Hosting.State;

namespace Upgrades.Executor.Moves;

/// <summary>Nothing automatic is left: the upgrade ends, people are called, and nothing else is tried on what is broken until one of them releases the stack.</summary>
internal static class StuckUpgrade
{
    private const string Outcome = "rollback-failed";

    public static async Task CallPeopleAsync(StateTransaction t, UpgradeRow row, RollbackFailed critical, long now, ILogger log)
    {
        await UpgradeRows.EndAsync(t, row, Outcome, critical.Reason, now);
        await HoldRows.KeepAsync(t, new HeldStack(row.Stack, $"upgrade {row.Id} failed and could not be put back", now));
        t.Publish(critical with { Commands = [.. critical.Commands, $"upgrades release {row.Stack}    # when it runs again: until then nothing is tried on this stack"] });
        Log.Ended(log, row.Stack, row.Id, Outcome, critical.Reason);
    }
}
