using Upgrades.Analyzer.Planning;
using Upgrades.Analyzer.State;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting.State;

namespace Upgrades.Analyzer;

/// <summary>Notes and tells, in the transaction of what ended, that it comes again by itself; or that it does no more, and a person is needed.</summary>
internal sealed class GrantSecondChance(TimeProvider time, ILogger<GrantSecondChance> log)
{
    /// <param name="upgrade">Which one ended; null when there was no plan yet.</param>
    /// <param name="ended">With the attempt that came to nothing.</param>
    public async Task AfterAsync(StateTransaction t, Guid? upgrade, UpgradeAgain ended, string reason)
    {
        if (SecondChanceRow.After(ended, reason, time.GetUtcNow()) is not { } row || !await SecondChanceRows.KeepAsync(t, row))
        {
            return;
        }

        DateTimeOffset? retryAt = row.DueAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
        t.Publish(new SecondChanceDecided
        {
            UpgradeId = upgrade,
            Stack = row.Stack,
            Image = row.Image,
            Version = row.Target,
            Attempts = ended.Attempt + 1,
            RetryAt = retryAt,
            Reason = reason,
        });
        if (retryAt is { } due)
        {
            Log.ComesAgain(log, row.Stack, row.Image, row.Target, ended.Attempt + 1, due, reason);
        }
        else
        {
            Log.GivenUp(log, row.Stack, row.Image, row.Target, ended.Attempt + 1, reason);
        }
    }

    /// <summary>An image that the registry does not have yet.</summary>
    public Task AfterAsync(StateTransaction t, UpgradeSkipped skipped, string? digest, int attempt, bool forced) => AfterAsync(
        t,
        upgrade: null,
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
