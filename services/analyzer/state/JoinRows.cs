using Upgrades.Contracts.Events;
using Upgrades.Hosting.State;

namespace Upgrades.Analyzer.State;

/// <summary>Every statement on <c>joins</c>: which upgrade of a stack an update has become part of, also when another update's turn made the plan.</summary>
internal static class JoinRows
{
    public const string Tables = "create table joins (update_id text not null, stack text not null, upgrade_id text not null, primary key (update_id, stack));";

    /// <returns>Upgrade by stack.</returns>
    public static async Task<IReadOnlyDictionary<string, Guid>> OfUpdateAsync(StateTransaction t, string update) => (await t.QueryAsync<JoinRow>(
        "select stack as Stack, upgrade_id as UpgradeId from joins where update_id = @update", new { update })).ToDictionary(j => j.Stack, j => Guid.Parse(j.UpgradeId), StringComparer.Ordinal);

    /// <returns>False when the update has become part of another upgrade of the stack meanwhile.</returns>
    public static async Task<bool> JoinAsync(StateTransaction t, Guid update, UpgradePlanned plan)
    {
        var (id, upgrade) = (update.ToString(), plan.UpgradeId.ToString());
        await t.ExecuteAsync("insert into joins (update_id, stack, upgrade_id) values (@id, @Stack, @upgrade) on conflict (update_id, stack) do nothing", new { id, plan.Stack, upgrade });
        return await t.FirstOrDefaultAsync<string>("select upgrade_id from joins where update_id = @id and stack = @Stack", new { id, plan.Stack }) == upgrade;
    }

    private sealed record JoinRow
    {
        public required string Stack { get; init; }
        public required string UpgradeId { get; init; }
    }
}
