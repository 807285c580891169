using Upgrades.Hosting.State;

namespace Upgrades.Executor;

/// <summary>A stack that is kept from being upgraded: by an operator, or since an upgrade of it could not be put back.</summary>
/// <param name="HeldAt">Domain unix milliseconds.</param>
internal sealed record HeldStack(string Stack, string Reason, long HeldAt);

/// <summary>The table <c>holds</c>: what runs goes on, what waits waits.</summary>
internal static class HoldRows
{
    public static string Tables => "create table holds (stack text primary key, reason text not null, held_at bigint not null);\n";

    public static async Task<IReadOnlyList<HeldStack>> ListAsync(StateTransaction t) =>
        [.. await t.QueryAsync<HeldStack>("select stack as Stack, reason as Reason, held_at as HeldAt from holds order by stack")];

    public static Task HoldAsync(StateTransaction t, HeldStack held) => t.ExecuteAsync(
        """
        insert into holds (stack, reason, held_at) values (@Stack, @Reason, @HeldAt)
        on conflict (stack) do update set reason = excluded.reason, held_at = excluded.held_at
        """,
        held);

    /// <summary>The same, unless somebody holds it already: what a person wrote down stays.</summary>
    public static Task KeepAsync(StateTransaction t, HeldStack held) =>
        t.ExecuteAsync("insert into holds (stack, reason, held_at) values (@Stack, @Reason, @HeldAt) on conflict (stack) do nothing", held);

    /// <returns>0: it was not held.</returns>
    public static Task<int> ReleaseAsync(StateTransaction t, string stack) => t.ExecuteAsync("delete from holds where stack = @stack", new { stack });
}
