using Dapper;
using Upgrades.Executor.Decisions;
using Upgrades.Hosting.Loops;
using Upgrades.Hosting.State;

namespace Upgrades.Executor;

/// <summary>The table <c>upgrades</c>, and every statement on it.</summary>
internal sealed class UpgradeRows([FromKeyedServices(ExecutorService.Name)] StateStore store)
{
    private const string Columns =
        """
        id as Id, repository as Repository, stack as Stack, revision as Revision, plan as Plan, state as State, step as Step, kind as Kind,
        commit_sha as CommitSha, applied as Applied, failure as Failure, fix as Fix, backup_id as BackupId, undo_failure as UndoFailure, reason as Reason, outcome as Outcome,
        planned_at as PlannedAt, received_at as ReceivedAt, turn_at as TurnAt, state_since as StateSince, finished_at as FinishedAt,
        shared_with as SharedWith, urgency as Urgency, wait_for as WaitFor, ask_at as AskAt, due_at as DueAt, attempts as Attempts, last_error as LastError, version as Version
        """;

    public static string Tables =>
        $"""
        create table upgrades (
            id text primary key, repository text not null, stack text not null, revision integer not null, plan text not null,
            state text not null, step integer not null, kind text not null, commit_sha text, applied text, failure text, backup_id text,
            reason text not null, outcome text, planned_at bigint not null, received_at bigint not null, turn_at bigint,
            state_since bigint not null, finished_at bigint, {StateSchema.LoopColumns});
        create unique index one_active_upgrade_per_stack on upgrades (repository, stack) where state in ('baseline', 'backing-up', 'applying', 'verifying', 'undoing');
        create index upgrades_by_state on upgrades (state, received_at);
        create index upgrades_by_backup on upgrades (backup_id) where backup_id is not null;
        create index upgrades_by_due on upgrades (due_at) where due_at is not null;

        """;

    /// <summary>A script of its own: stores from before get the columns too.</summary>
    public static string FixAndOrder =>
        """
        alter table upgrades add column fix text;
        alter table upgrades add column shared_with text not null default '[]';
        drop index one_active_upgrade_per_stack;
        create unique index one_active_upgrade_per_stack on upgrades (repository, stack) where state in ('baseline', 'backing-up', 'applying', 'verifying', 'fixing', 'undoing');
        create index upgrades_by_stack on upgrades (repository, stack, finished_at) where commit_sha is not null;

        """;

    /// <summary>A script of its own too. The default is <see cref="Urgency.Ordinary"/>.</summary>
    public static string UrgencyColumn =>
        $"""
        alter table upgrades add column urgency integer not null default {Urgency.Ordinary};
        create index upgrades_waiting on upgrades (urgency, received_at) where state = 'waiting';

        """;

    /// <summary>The same.</summary>
    public static string Restoring =>
        $"""
        alter table upgrades add column undo_failure text;
        drop index one_active_upgrade_per_stack;
        create unique index one_active_upgrade_per_stack on upgrades (repository, stack) where state in {UpgradeState.Active};

        """;

    /// <summary>Another one of its own.</summary>
    public static string VerifierWaits => "alter table upgrades add column wait_for text; alter table upgrades add column ask_at bigint;\n";

    public Task<T> WriteAsync<T>(Func<StateTransaction, Task<T>> write, CancellationToken cancellationToken) => store.WriteAsync(write, cancellationToken);

    public Task WriteAsync(Func<StateTransaction, Task> write, CancellationToken cancellationToken) => store.WriteAsync(write, cancellationToken);

    public Task<UpgradeRow?> FindAsync(string id, CancellationToken cancellationToken) =>
        store.ReadAsync(c => c.QueryFirstOrDefaultAsync<UpgradeRow>($"select {Columns} from upgrades where id = @id", new { id }), cancellationToken);

    public Task<IEnumerable<UpgradeRow>> ListAsync(string? state, int limit, CancellationToken cancellationToken) => store.ReadAsync(
        c => c.QueryAsync<UpgradeRow>(
            $"select {Columns} from upgrades where @state is null or state = @state order by received_at desc, id limit @limit", new { state, limit }),
        cancellationToken);

    public static Task<UpgradeRow?> FindAsync(StateTransaction t, string id) =>
        t.FirstOrDefaultAsync<UpgradeRow>($"select {Columns} from upgrades where id = @id", new { id });

    public static Task<IEnumerable<UpgradeRow>> WaitingOfStackAsync(StateTransaction t, string repository, string stack) => t.QueryAsync<UpgradeRow>(
        $"select {Columns} from upgrades where state = 'waiting' and repository = @repository and stack = @stack order by received_at, id", new { repository, stack });

    /// <summary>The head of the queue, without the plans: who came before <paramref name="agedBefore"/>, then the urgent, then the others; oldest first among equals.</summary>
    /// <param name="agedBefore">See <see cref="Urgency"/>; unix milliseconds.</param>
    public static Task<IEnumerable<QueuedUpgrade>> WaitingAsync(StateTransaction t, long agedBefore, int limit) => QueuedAsync(
        t, "state = 'waiting'", "case when received_at < @agedBefore then -1 else urgency end, received_at, id", agedBefore, limit);

    public static Task<IEnumerable<QueuedUpgrade>> ActiveAsync(StateTransaction t) =>
        QueuedAsync(t, $"state in {UpgradeState.Active}", "received_at, id", agedBefore: 0, limit: int.MaxValue);

    public static Task<long> CountAsync(StateTransaction t, string states) =>
        t.FirstOrDefaultAsync<long>($"select count(*) from upgrades where state in {states}");

    /// <summary>Those who wait for this backup.</summary>
    public static Task<IEnumerable<UpgradeRow>> WaitingForBackupAsync(StateTransaction t, string backupId) => t.QueryAsync<UpgradeRow>(
        $"select {Columns} from upgrades where backup_id = @backupId and state = 'backing-up' order by received_at, id", new { backupId });

    /// <summary>All that this backup has served or is to serve.</summary>
    public static Task<IEnumerable<string>> ServedByAsync(StateTransaction t, string backupId) =>
        t.QueryAsync<string>("select id from upgrades where backup_id = @backupId order by received_at, id", new { backupId });

    public static Task InsertAsync(StateTransaction t, UpgradeRow row) => t.ExecuteAsync(
        """
        insert into upgrades (id, repository, stack, revision, plan, state, step, kind, reason, outcome, planned_at, received_at, state_since, finished_at, due_at, shared_with, urgency)
        values (@Id, @Repository, @Stack, @Revision, @Plan, @State, @Step, @Kind, @Reason, @Outcome, @PlannedAt, @ReceivedAt, @StateSince, @FinishedAt, @DueAt, @SharedWith, @Urgency)
        """,
        row);

    /// <exception cref="RowChangedException">Somebody wrote the row since it was read.</exception>
    public static async Task UpdateAsync(StateTransaction t, UpgradeRow row)
    {
        var updated = await t.ExecuteAsync(
            """
            update upgrades set revision = @Revision, plan = @Plan, state = @State, step = @Step, kind = @Kind, commit_sha = @CommitSha,
                applied = @Applied, failure = @Failure, fix = @Fix, backup_id = @BackupId, undo_failure = @UndoFailure, reason = @Reason, outcome = @Outcome, planned_at = @PlannedAt,
                shared_with = @SharedWith, urgency = @Urgency, wait_for = @WaitFor, ask_at = @AskAt, turn_at = @TurnAt, state_since = @StateSince, finished_at = @FinishedAt, due_at = @DueAt, version = version + 1
            where id = @Id and version = @Version
            """,
            row);
        if (updated == 0)
        {
            throw new RowChangedException("upgrades", row.Id);
        }

        Milestones.Tell(t, row);
    }

    /// <summary>The upgrade is over; whoever waits for its stack or its slot looks again.</summary>
    public static async Task EndAsync(StateTransaction t, UpgradeRow row, string outcome, string reason, long now)
    {
        await UpdateAsync(t, row.Enter(UpgradeState.Done, now, dueAt: null, reason) with { Outcome = outcome, FinishedAt = now });
        await WakeWaitingAsync(t, now);
    }

    /// <summary>A turn may be free. One row is enough: its move gives all of them their turns.</summary>
    public static Task WakeWaitingAsync(StateTransaction t, long now) => t.ExecuteAsync(
        """
        update upgrades set due_at = @now, version = version + 1
        where id = (select id from upgrades where state = 'waiting' order by received_at, id limit 1)
        """,
        new { now });

    /// <summary>What turns depend on has changed as a whole: everyone gets a new reason.</summary>
    public static Task WakeAllWaitingAsync(StateTransaction t, long now) =>
        t.ExecuteAsync("update upgrades set due_at = @now, version = version + 1 where state = 'waiting'", new { now });

    /// <summary>Whoever wanted to know has been told and waits on.</summary>
    /// <param name="due">Whose time has come by now; null: also those who are to look again later.</param>
    /// <param name="lookAt">When to look again; null: when something happens.</param>
    public static Task StayAsync(StateTransaction t, string reason, long? due = null, long? lookAt = null) => t.ExecuteAsync(
        """
        update upgrades set due_at = @lookAt, reason = @reason, version = version + 1
        where state = 'waiting' and due_at is not null and due_at <= @latest
        """,
        new { reason, lookAt, latest = due ?? long.MaxValue });

    /// <summary>It has been looked at and waits on.</summary>
    /// <param name="lookAt">When to look again; null: when something happens.</param>
    public static Task StayAsync(StateTransaction t, string id, string reason, long? lookAt) => t.ExecuteAsync(
        "update upgrades set due_at = @lookAt, reason = @reason, version = version + 1 where id = @id and state = 'waiting'", new { id, reason, lookAt });

    /// <summary>What each waiting upgrade needs beside git.</summary>
    public static async Task<IReadOnlyDictionary<string, UpgradeNeeds>> NeedsAsync(StateTransaction t) =>
        (await t.QueryAsync<UpgradeRow>($"select {Columns} from upgrades where state = 'waiting'")).ToDictionary(r => r.Id, UpgradeNeeds.Of);

    private static Task<IEnumerable<QueuedUpgrade>> QueuedAsync(StateTransaction t, string where, string order, long agedBefore, int limit) => t.QueryAsync<QueuedUpgrade>(
        $"""
        select id as Id, repository as Repository, stack as Stack, planned_at as PlannedAt, shared_with as SharedWith, reason as Reason, due_at as DueAt,
            wait_for as WaitFor, ask_at as AskAt,
            (select max(o.finished_at) from upgrades o where o.repository = u.repository and o.stack = u.stack and o.commit_sha is not null) as StackChangedAt
        from upgrades u
        where id in (select id from upgrades where {where} order by {order} limit @limit) order by {order}
        """,
        new { agedBefore, limit });
}

/// <summary>What matters of a row when turns are given.</summary>
internal sealed record QueuedUpgrade
{
    public required string Id { get; init; }
    public required string Repository { get; init; }
    public required string Stack { get; init; }
    public long PlannedAt { get; init; }

    /// <summary>JSON: names of stacks.</summary>
    public string SharedWith { get; init; } = "[]";

    /// <summary>When the last upgrade of its stack ended that had changed git; null: there is none.</summary>
    public long? StackChangedAt { get; init; }
    public string Reason { get; init; } = "";
    public string? WaitFor { get; init; }
    public long? AskAt { get; init; }
    public long? DueAt { get; init; }
}
