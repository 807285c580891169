using Dapper;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting.Loops;
using Upgrades.Hosting.State;

namespace Upgrades.Executor.Backups;

/// <summary>The table <c>backups</c>, and every statement on it.</summary>
internal sealed class BackupRows([FromKeyedServices(ExecutorService.Name)] StateStore store)
{
    private const string Columns =
        """
        id as Id, namespace as Namespace, cron_job as CronJob, stack as Stack, upgrade_id as UpgradeId, step as Step, job as Job, state as State, reason as Reason,
        created_at as CreatedAt, started_at as StartedAt, finished_at as FinishedAt, duration_ms as DurationMs,
        proof as Proof, bytes as Bytes, proven as Proven, database_name as Database, scratch_at as ScratchAt, due_at as DueAt, version as Version
        """;

    public static string Tables =>
        $"""
        create table backups (
            id text primary key, namespace text not null, cron_job text not null, stack text, upgrade_id text not null, job text not null,
            state text not null, reason text not null, created_at bigint not null, started_at bigint, finished_at bigint, duration_ms bigint,
            {StateSchema.LoopColumns});
        create unique index one_running_backup_per_cron_job on backups (namespace, cron_job) where state = 'running';
        create index backups_by_cron_job on backups (namespace, cron_job, finished_at);
        create index backups_by_due on backups (due_at) where due_at is not null;

        """;

    /// <summary>Added later: what a backup has to show, and what it showed.</summary>
    public const string ProofColumns =
        """
        alter table backups add column proof text;
        alter table backups add column bytes bigint;
        alter table backups add column proven text;
        """;

    public const string StepColumns =
        """
        alter table backups add column step integer;
        alter table backups add column database_name text;
        alter table backups add column scratch_at bigint;

        """;

    public Task<BackupRow?> FindAsync(string id, CancellationToken cancellationToken) =>
        store.ReadAsync(c => c.QueryFirstOrDefaultAsync<BackupRow>($"select {Columns} from backups where id = @id", new { id }), cancellationToken);

    public static Task<BackupRow?> FindAsync(StateTransaction t, string id) =>
        t.FirstOrDefaultAsync<BackupRow>($"select {Columns} from backups where id = @id", new { id });

    /// <summary>The newest complete one of the same CronJob, of the same databases, whose size is known; null: none.</summary>
    public Task<BackupRow?> LastSizedAsync(BackupRow row, CancellationToken cancellationToken) => store.ReadAsync(
        c => c.QueryFirstOrDefaultAsync<BackupRow>(
            $"""
            select {Columns} from backups where namespace = @Namespace and cron_job = @CronJob and state = 'complete' and bytes is not null
                and (stack = @Stack or stack is null and @Stack is null) and id <> @Id
                and (step is null and @Step is null or step is not null and @Step is not null and database_name = @Database)
            order by finished_at desc limit 1
            """,
            new { row.Namespace, row.CronJob, row.Stack, row.Id, row.Step, row.Database }),
        cancellationToken);

    /// <summary>The newest that is whole, and the newest that failed after it.</summary>
    public async Task<(BackupRow? Last, BackupRow? Failed)> NewestAsync(BackupPlan plan, string stack, CancellationToken cancellationToken)
    {
        var newest = (await store.ReadAsync(
            c => c.QueryAsync<BackupRow>(
                $"""
                select {Columns} from backups where namespace = @Namespace and cron_job = @CronJob and (stack is null or stack = @stack) and finished_at is not null
                order by finished_at desc limit 50
                """,
                new { plan.Namespace, plan.CronJob, stack }),
            cancellationToken)).ToList();
        return (newest.Find(b => b.State == BackupState.Complete), newest.TakeWhile(b => b.State != BackupState.Complete).FirstOrDefault());
    }

    /// <summary>A Job of the CronJob that is under way; null: none.</summary>
    public static Task<BackupRow?> RunningAsync(StateTransaction t, BackupPlan plan) => t.FirstOrDefaultAsync<BackupRow>(
        $"select {Columns} from backups where namespace = @Namespace and cron_job = @CronJob and state = 'running'", new { plan.Namespace, plan.CronJob });

    /// <summary>The running one, and those complete since then, newest first.</summary>
    public static async Task<IReadOnlyList<BackupRow>> OfCronJobAsync(StateTransaction t, BackupPlan plan, long since) => [.. await t.QueryAsync<BackupRow>(
        $"""
        select {Columns} from backups where namespace = @Namespace and cron_job = @CronJob
            and (state = 'running' or state = 'complete' and finished_at >= @since)
        order by created_at desc
        """,
        new { plan.Namespace, plan.CronJob, since })];

    public static Task InsertAsync(StateTransaction t, BackupRow row) => t.ExecuteAsync(
        """
        insert into backups (id, namespace, cron_job, stack, upgrade_id, step, job, state, reason, proof, database_name, created_at, due_at)
        values (@Id, @Namespace, @CronJob, @Stack, @UpgradeId, @Step, @Job, @State, @Reason, @Proof, @Database, @CreatedAt, @DueAt)
        """,
        row);

    /// <exception cref="RowChangedException">Somebody wrote the row since it was read.</exception>
    public static async Task UpdateAsync(StateTransaction t, BackupRow row)
    {
        var updated = await t.ExecuteAsync(
            """
            update backups set state = @State, reason = @Reason, started_at = @StartedAt, finished_at = @FinishedAt, duration_ms = @DurationMs,
                bytes = @Bytes, proven = @Proven, scratch_at = @ScratchAt, due_at = @DueAt, version = version + 1
            where id = @Id and version = @Version
            """,
            row);
        if (updated == 0)
        {
            throw new RowChangedException("backups", row.Id);
        }
    }
}
