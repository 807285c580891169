using Upgrades.Analyzer.Planning;
using Upgrades.Analyzer.State;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting.State;

namespace Upgrades.Analyzer;

/// <summary>Notes, in the transaction of what ended, that it comes again by itself; or that it does no more, and a person is needed.</summary>
internal sealed class GrantSecondChance(TimeProvider time, ILogger<GrantSecondChance> log)
{
    /// <param name="ended">With the attempt that came to nothing.</param>
    public async Task AfterAsync(StateTransaction t, UpgradeAgain ended, string reason)
    {
        if (SecondChanceRow.After(ended, reason, time.GetUtcNow()) is not { } row || !await SecondChanceRows.KeepAsync(t, row))
        {
            return;
        }

        if (row.DueAt is { } due)
        {
            Log.ComesAgain(log, row.Stack, row.Image, row.Target, ended.Attempt + 1, DateTimeOffset.FromUnixTimeMilliseconds(due), reason);
        }
        else
        {
            Log.GivenUp(log, row.Stack, row.Image, row.Target, ended.Attempt + 1, reason);
        }
    }

    /// <summary>An image that the registry does not have yet.</summary>
    public Task AfterAsync(StateTransaction t, UpgradeSkipped skipped, string? digest, int attempt, bool forced) => AfterAsync(
        t,
        new UpgradeAgain
        {
            Stack = skipped.Stack!,
            Images = [new ImageChange { Image = skipped.Image, From = skipped.From ?? "", To = skipped.To, Digest = digest }],
            UpdateIds = skipped.UpdateIds,
            Attempt = attempt,
            Forced = forced,
        },
        skipped.Detail);
}
