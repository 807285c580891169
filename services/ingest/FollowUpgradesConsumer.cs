using Upgrades.Contracts.Events;
using Upgrades.Hosting.Bus;

namespace Upgrades.Ingest;

/// <summary>
/// The analyzer has said which upgrades an update leads to: the update stays open until each has an outcome. An outcome may
/// have arrived before, as it travels in another queue.
/// </summary>
internal sealed class FollowUpgradesConsumer(UpdateRows rows, TimeProvider time) : IConsume<UpdateAnalyzed>
{
    public Task ConsumeAsync(UpdateAnalyzed message, CancellationToken cancellationToken) => rows.WriteAsync(
        async t =>
        {
            var id = message.UpdateId.ToString();
            if (await t.ExecuteAsync("update updates set analyzed = 1 where id = @id and state = 'open'", new { id }) == 0)
            {
                return false;
            }

            foreach (var upgrade in message.UpgradeIds)
            {
                await t.ExecuteAsync(
                    """
                    insert into awaited_upgrades (update_id, upgrade_id) select @id, @upgrade
                    where not exists (select 1 from outcomes where upgrade_id = @upgrade) on conflict do nothing
                    """,
                    new { id, upgrade = upgrade.ToString() });
            }

            if (message.UpgradeIds.Count == 0)
            {
                // Nothing will happen, so the slot goes to the next one.
                await t.ExecuteAsync("update updates set takes_slot = 0 where id = @id", new { id });
                await RateLimitRow.WakeAsync(t, time.GetUtcNow().ToUnixTimeMilliseconds());
            }

            return await ClosedBooks.CloseAsync(t, id) > 0;
        },
        cancellationToken);
}
