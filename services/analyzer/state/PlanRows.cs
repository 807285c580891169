using System.Text.Json;
using Dapper;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Hosting.State;

namespace Upgrades.Analyzer.State;

/// <summary>The newest revision of a plan, and why it came to nothing where it did.</summary>
internal sealed record StoredPlan(UpgradePlanned Plan, bool Forced, UpgradeSkipped? Skip);

/// <summary>One row of <c>replans</c>: a plan that has to be made again.</summary>
internal sealed record ReplanRow
{
    public required string Id { get; init; }
    public required string Message { get; init; }
    public long? DueAt { get; init; }
    public long Version { get; init; }
}

/// <summary>Every statement on <c>plans</c> and <c>replans</c>.</summary>
internal sealed class PlanRows([FromKeyedServices(AnalyzerService.Name)] StateStore store)
{
    private const string Columns = "body as Body, forced as Forced, skip as Skip";

    public Task<T> WriteAsync<T>(Func<StateTransaction, Task<T>> write, CancellationToken cancellationToken) => store.WriteAsync(write, cancellationToken);

    public async Task<StoredPlan?> FindAsync(Guid upgradeId, CancellationToken cancellationToken) => Read(await store.ReadAsync(
        c => c.QueryFirstOrDefaultAsync<PlanRow>($"select {Columns} from plans where id = @id", new { id = upgradeId.ToString() }), cancellationToken));

    public static async Task<StoredPlan?> FindAsync(StateTransaction t, Guid upgradeId) =>
        Read(await t.FirstOrDefaultAsync<PlanRow>($"select {Columns} from plans where id = @id", new { id = upgradeId.ToString() }));

    /// <summary>Those that did not come to nothing while they waited.</summary>
    public static async Task<IReadOnlyList<UpgradePlanned>> OfStackAsync(StateTransaction t, string stack) => [.. (await t.QueryAsync<string>(
        "select body from plans where stack = @stack and skip is null", new { stack })).Select(body => JsonSerializer.Deserialize<UpgradePlanned>(body, EventJson.Options)!)];

    /// <returns>False when the upgrade is planned already, by another update that leads to it.</returns>
    public static async Task<bool> InsertAsync(StateTransaction t, UpgradePlanned plan, bool forced) => await t.ExecuteAsync(
        "insert into plans (id, revision, body, forced, stack) values (@id, @Revision, @body, @forced, @Stack) on conflict (id) do nothing",
        new { id = plan.UpgradeId.ToString(), plan.Revision, body = Write(plan), forced = forced ? 1 : 0, plan.Stack }) > 0;

    /// <returns>False when another revision has been stored meanwhile.</returns>
    public static async Task<bool> ReviseAsync(StateTransaction t, UpgradePlanned plan, int before) => await t.ExecuteAsync(
        "update plans set revision = @Revision, body = @body, skip = null where id = @id and revision = @before",
        new { id = plan.UpgradeId.ToString(), plan.Revision, body = Write(plan), before }) > 0;

    public static Task<int> SetSkipAsync(StateTransaction t, Guid upgradeId, UpgradeSkipped skip) =>
        t.ExecuteAsync("update plans set skip = @skip where id = @id", new { id = upgradeId.ToString(), skip = Write(skip) });

    /// <summary>A plan that is being made again already is left to that.</summary>
    public static Task<int> AskAgainAsync(StateTransaction t, PlanOutdated message, long now) => t.ExecuteAsync(
        """
        insert into replans (id, message, due_at) values (@id, @message, @now)
        on conflict (id) do update set message = excluded.message, due_at = excluded.due_at, version = replans.version + 1 where replans.due_at is null
        """,
        new { id = message.UpgradeId.ToString(), message = Write(message), now });

    public Task<ReplanRow?> FindReplanAsync(string id, CancellationToken cancellationToken) => store.ReadAsync(
        c => c.QueryFirstOrDefaultAsync<ReplanRow>("select id as Id, message as Message, due_at as DueAt, version as Version from replans where id = @id", new { id }), cancellationToken);

    public static Task<int> FinishReplanAsync(StateTransaction t, ReplanRow row) =>
        t.ExecuteAsync("update replans set due_at = null, version = version + 1 where id = @Id and version = @Version", new { row.Id, row.Version });

    private static string Write<T>(T value) => JsonSerializer.Serialize(value, EventJson.Options);

    private static StoredPlan? Read(PlanRow? row) => row is null ? null : new StoredPlan(
        JsonSerializer.Deserialize<UpgradePlanned>(row.Body, EventJson.Options)!,
        row.Forced != 0,
        row.Skip is null ? null : JsonSerializer.Deserialize<UpgradeSkipped>(row.Skip, EventJson.Options));

    private sealed record PlanRow
    {
        public required string Body { get; init; }
        public long Forced { get; init; }
        public string? Skip { get; init; }
    }
}
