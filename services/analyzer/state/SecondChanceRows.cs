using System.Text.Json;
using Dapper;
using Upgrades.Analyzer.Decisions;
using Upgrades.Analyzer.Planning;
using Upgrades.Contracts;
using Upgrades.Hosting.State;

namespace Upgrades.Analyzer.State;

/// <summary>One row of <c>second_chances</c>. Times are domain unix milliseconds.</summary>
internal sealed record SecondChanceRow
{
    public required string Id { get; init; }
    public required string Stack { get; init; }

    /// <summary>The first of what moves together, as <see cref="MovedVersion.Subject"/>.</summary>
    public required string Image { get; init; }

    public required string Target { get; init; }

    /// <summary>The last one that was made, from 0.</summary>
    public long Attempt { get; init; }

    /// <summary>Why that came to nothing.</summary>
    public required string Reason { get; init; }

    public long At { get; init; }

    /// <summary><see cref="UpgradeAgain"/> as JSON.</summary>
    public required string Again { get; init; }

    /// <summary>Null: all attempts are used up, a person is needed.</summary>
    public long? DueAt { get; init; }

    public string? LastError { get; init; }
    public long Version { get; init; }

    /// <returns>Null when nothing is named that could come again.</returns>
    public static SecondChanceRow? After(UpgradeAgain ended, string reason, DateTimeOffset now) =>
        MovedVersion.Of(ended.Images, ended.Charts) is not [var first, ..] ? null : new SecondChanceRow
        {
            Id = $"{ended.Stack}/{first.Subject}:{first.To}",
            Stack = ended.Stack,
            Image = first.Subject,
            Target = first.To,
            Attempt = ended.Attempt,
            Reason = reason,
            At = now.ToUnixTimeMilliseconds(),
            Again = JsonSerializer.Serialize(ended, EventJson.Options),
            DueAt = (now + SecondChance.DelayAfter(ended.Attempt))?.ToUnixTimeMilliseconds(),
        };

    /// <returns>With the number of the attempt that comes next.</returns>
    public UpgradeAgain ReadAgain() => JsonSerializer.Deserialize<UpgradeAgain>(Again, EventJson.Options)! with { Attempt = (int)Attempt + 1 };
}

/// <summary>Every statement on <c>second_chances</c>.</summary>
internal sealed class SecondChanceRows([FromKeyedServices(AnalyzerService.Name)] StateStore store)
{
    private const string Columns =
        """
        id as Id, stack as Stack, image as Image, target as Target, attempt as Attempt, reason as Reason, at as At, again as Again,
        due_at as DueAt, last_error as LastError, version as Version
        """;

    /// <summary>A plan tells its stack in a column since a chance has to know of newer ones; those from before are not found.</summary>
    public static string Tables =>
        $"""
        create table second_chances (
            id text primary key, stack text not null, image text not null, target text not null, attempt integer not null, reason text not null,
            at bigint not null, again text not null, {StateSchema.LoopColumns});
        alter table plans add column stack text not null default '';
        create index plans_by_stack on plans (stack);
        """;

    public Task<T> WriteAsync<T>(Func<StateTransaction, Task<T>> write, CancellationToken cancellationToken) => store.WriteAsync(write, cancellationToken);

    public Task<IEnumerable<SecondChanceRow>> ListAsync(CancellationToken cancellationToken) =>
        store.ReadAsync(c => c.QueryAsync<SecondChanceRow>($"select {Columns} from second_chances order by at desc, id"), cancellationToken);

    public Task<SecondChanceRow?> FindAsync(string id, CancellationToken cancellationToken) =>
        store.ReadAsync(c => c.QueryFirstOrDefaultAsync<SecondChanceRow>($"select {Columns} from second_chances where id = @id", new { id }), cancellationToken);

    /// <returns>False when as late an attempt has been noted already.</returns>
    public static async Task<bool> KeepAsync(StateTransaction t, SecondChanceRow row) => await t.ExecuteAsync(
        """
        insert into second_chances (id, stack, image, target, attempt, reason, at, again, due_at)
        values (@Id, @Stack, @Image, @Target, @Attempt, @Reason, @At, @Again, @DueAt)
        on conflict (id) do update set attempt = excluded.attempt, reason = excluded.reason, at = excluded.at, again = excluded.again, due_at = excluded.due_at,
            version = second_chances.version + 1
        where second_chances.attempt < excluded.attempt
        """,
        new { row.Id, row.Stack, row.Image, row.Target, row.Attempt, row.Reason, row.At, row.Again, row.DueAt }) > 0;

    /// <returns>0 when somebody else has written the row meanwhile.</returns>
    public static Task<int> TakeAsync(StateTransaction t, SecondChanceRow row) =>
        t.ExecuteAsync("delete from second_chances where id = @Id and version = @Version", new { row.Id, row.Version });

    /// <returns>0 when there was none.</returns>
    public static Task<int> DropAsync(StateTransaction t, string stack, string image, string target) =>
        t.ExecuteAsync("delete from second_chances where stack = @stack and image = @image and target = @target", new { stack, image, target });

    /// <summary>Drops what an upgrade of the stack has brought or overtaken.</summary>
    public static async Task SettleAsync(StateTransaction t, string stack, IReadOnlyList<MovedVersion> made)
    {
        foreach (var row in await t.QueryAsync<SecondChanceRow>($"select {Columns} from second_chances where stack = @stack", new { stack }))
        {
            if (made.Any(m => SecondChance.IsSettledBy(row.Image, row.Target, m)))
            {
                await DropAsync(t, stack, row.Image, row.Target);
            }
        }
    }

    /// <summary>Also where all attempts are used up: a person wants one more.</summary>
    /// <returns>0 when there is none.</returns>
    public static Task<int> HurryAsync(StateTransaction t, string stack, string image, string target, long now) => t.ExecuteAsync(
        "update second_chances set due_at = @now, version = version + 1 where stack = @stack and image = @image and target = @target",
        new { stack, image, target, now });
}
