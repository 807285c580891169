using Upgrades.Hosting.State;

namespace Upgrades.Executor.Rebuild;

/// <summary>
/// The one row of <c>rebuilds</c>: is there still something to be read back from git? It is due from the store's creation on, unless
/// there are upgrades already, so a lost store asks for it by itself.
/// </summary>
internal static class RebuildRows
{
    public const string Git = "git";

    /// <summary>A script of its own: a store from before it gets the table too.</summary>
    public static string Tables =>
        $"""
        create table rebuilds (id text primary key, {StateSchema.LoopColumns});
        insert into rebuilds (id, due_at) select '{Git}', 0 where not exists (select 1 from upgrades);

        """;

    public static async Task<bool> IsDueAsync(StateTransaction t) => await t.FirstOrDefaultAsync<long>("select count(*) from rebuilds where due_at is not null") > 0;

    /// <returns>0 when it is done already.</returns>
    public static Task<int> FinishAsync(StateTransaction t) => t.ExecuteAsync("update rebuilds set due_at = null, version = version + 1 where due_at is not null");
}
