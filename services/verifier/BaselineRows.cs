using System.Text.Json;
using Dapper;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Hosting.Loops;
using Upgrades.Hosting.State;
using Upgrades.Verifier.Decisions;

namespace Upgrades.Verifier;

/// <summary>One row of <c>baselines</c>; its id is the upgrade's.</summary>
internal sealed record BaselineRow
{
    public required string Id { get; init; }
    public required string Message { get; init; }
    public long CreatedAt { get; init; }
    /// <summary>Null until it is taken.</summary>
    public string? Snapshot { get; init; }
    /// <summary>The <see cref="BaselineRecorded"/> that was published.</summary>
    public string? Event { get; init; }
    public long Version { get; init; }

    public UpgradeStarted Started => JsonSerializer.Deserialize<UpgradeStarted>(Message, EventJson.Options)!;
}

/// <summary>The table of baselines, and every statement on it.</summary>
internal sealed class BaselineRows([FromKeyedServices(VerifierService.Name)] StateStore store)
{
    public const string Table =
        $"""
        create table baselines (
            id text primary key, message text not null, created_at bigint not null, state text not null, snapshot text, event text, {StateSchema.LoopColumns});
        """;

    private const string Columns = "id as Id, message as Message, created_at as CreatedAt, snapshot as Snapshot, event as Event, version as Version";

    public Task<T> WriteAsync<T>(Func<StateTransaction, Task<T>> write, CancellationToken cancellationToken) => store.WriteAsync(write, cancellationToken);

    public Task<BaselineRow?> FindAsync(string id, CancellationToken cancellationToken) => store.ReadAsync(
        c => c.QueryFirstOrDefaultAsync<BaselineRow>($"select {Columns} from baselines where id = @id", new { id }), cancellationToken);

    /// <returns>What was before the upgrade; null when it was never recorded here.</returns>
    public async Task<Baseline?> SnapshotAsync(Guid upgrade, CancellationToken cancellationToken) =>
        (await FindAsync(upgrade.ToString(), cancellationToken))?.Snapshot is { } json ? StoredJson.Read<Baseline>(json) : null;

    public static Task<BaselineRow?> FindAsync(StateTransaction t, string id) =>
        t.FirstOrDefaultAsync<BaselineRow>($"select {Columns} from baselines where id = @id", new { id });

    /// <returns>0 when the upgrade is known already.</returns>
    public static Task<int> InsertAsync(StateTransaction t, UpgradeStarted message, long now) => t.ExecuteAsync(
        "insert into baselines (id, message, created_at, state, due_at) values (@id, @body, @now, 'taking', @now) on conflict (id) do nothing",
        new { id = message.UpgradeId.ToString(), body = JsonSerializer.Serialize(message, EventJson.Options), now });

    public static Task<int> LookAgainAsync(StateTransaction t, BaselineRow row, DateTimeOffset due) => t.ExecuteAsync(
        "update baselines set due_at = @due, version = version + 1 where id = @Id and version = @Version", new { row.Id, row.Version, due = due.ToUnixTimeMilliseconds() });

    /// <summary>It is not taken now, and will be asked for again.</summary>
    /// <exception cref="RowChangedException">Another writer was faster.</exception>
    public static async Task ForgetAsync(StateTransaction t, BaselineRow row)
    {
        if (await t.ExecuteAsync("delete from baselines where id = @Id and version = @Version", new { row.Id, row.Version }) == 0)
        {
            throw new RowChangedException("baselines", row.Id);
        }
    }

    /// <summary>Namespaces of the upgrades that were asked for last.</summary>
    public async Task<IReadOnlyList<string>> LatestNamespacesAsync(CancellationToken cancellationToken)
    {
        var messages = await store.ReadAsync(c => c.QueryAsync<string>("select message from baselines order by created_at desc limit 10"), cancellationToken);
        return [.. messages.SelectMany(m => JsonSerializer.Deserialize<UpgradeStarted>(m, EventJson.Options)!.Namespaces).Distinct().Order(StringComparer.Ordinal).Take(20)];
    }

    /// <exception cref="RowChangedException">Another writer was faster.</exception>
    public static async Task RecordAsync(StateTransaction t, BaselineRow row, Baseline snapshot, BaselineRecorded recorded)
    {
        var changed = await t.ExecuteAsync(
            """
            update baselines set state = 'recorded', snapshot = @snapshot, event = @recorded, due_at = null, version = version + 1
            where id = @Id and version = @Version
            """,
            new { row.Id, row.Version, snapshot = StoredJson.Write(snapshot), recorded = JsonSerializer.Serialize(recorded, EventJson.Options) });
        if (changed == 0)
        {
            throw new RowChangedException("baselines", row.Id);
        }
    }
}
