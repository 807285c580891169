using Upgrades.Contracts.Events;
using Upgrades.Hosting.Bus;
using Upgrades.Hosting.State;

namespace Upgrades.Ingest;

/// <summary>An upgrade has its outcome: strike it off every update that awaits it.</summary>
internal sealed class StrikeOutConsumer(UpdateRows rows, TimeProvider time)
    : IConsume<UpgradeSkipped>, IConsume<UpgradeSucceeded>, IConsume<UpgradeRolledBack>, IConsume<RollbackFailed>, IConsume<UpgradeAborted>
{
    public Task ConsumeAsync(UpgradeSkipped message, CancellationToken cancellationToken) =>
        message.UpgradeId is { } upgrade ? StrikeOutAsync(upgrade, cancellationToken) : Task.CompletedTask;

    public Task ConsumeAsync(UpgradeSucceeded message, CancellationToken cancellationToken) => StrikeOutAsync(message.UpgradeId, cancellationToken);

    public Task ConsumeAsync(UpgradeRolledBack message, CancellationToken cancellationToken) => StrikeOutAsync(message.UpgradeId, cancellationToken);

    public Task ConsumeAsync(RollbackFailed message, CancellationToken cancellationToken) => StrikeOutAsync(message.UpgradeId, cancellationToken);

    public Task ConsumeAsync(UpgradeAborted message, CancellationToken cancellationToken) => StrikeOutAsync(message.UpgradeId, cancellationToken);

    private Task StrikeOutAsync(Guid upgrade, CancellationToken cancellationToken) => rows.WriteAsync(
        async t =>
        {
            var id = upgrade.ToString();
            await t.ExecuteAsync(
                "insert into outcomes (upgrade_id, at) values (@id, @now) on conflict do nothing", new { id, now = time.GetUtcNow().ToUnixTimeMilliseconds() });
            foreach (var update in (await t.QueryAsync<string>("delete from awaited_upgrades where upgrade_id = @id returning update_id", new { id })).ToList())
            {
                await ClosedBooks.CloseAsync(t, update);
            }

            return true;
        },
        cancellationToken);
}

internal static class ClosedBooks
{
    /// <summary>An analyzed update that awaits nothing more is done.</summary>
    public static Task<int> CloseAsync(StateTransaction t, string id) => t.ExecuteAsync(
        """
        update updates set state = 'done', reason = 'every outcome has passed', due_at = null, version = version + 1
        where id = @id and state = 'open' and analyzed = 1 and not exists (select 1 from awaited_upgrades where update_id = @id)
        """,
        new { id });
}
