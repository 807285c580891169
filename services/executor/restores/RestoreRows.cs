using Dapper;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting.Loops;
using Upgrades.Hosting.State;

namespace Upgrades.Executor.Restores;

/// <summary>The table <c>restores</c>, and every statement on it.</summary>
internal sealed class RestoreRows([FromKeyedServices(ExecutorService.Name)] StateStore store)
{
    private const string Columns =
        """
        id as Id, upgrade_id as UpgradeId, namespace as Namespace, cron_job as CronJob, job as Job, database_name as Database, backup_id as BackupId,
        backup_job as BackupJob, backup_finished_at as BackupFinishedAt, instance_namespace as InstanceNamespace, instance_cron_job as InstanceCronJob,
        state as State, reason as Reason, created_at as CreatedAt, started_at as StartedAt, finished_at as FinishedAt, due_at as DueAt, version as Version
        """;

    private const string OnInstance = "state = 'running' and instance_namespace = @Namespace and instance_cron_job = @CronJob";

    public static string Tables =>
        $"""
        create table restores (
            id text primary key, upgrade_id text not null, namespace text not null, cron_job text not null, job text not null, database_name text not null,
            backup_id text not null, backup_job text not null, backup_finished_at bigint not null, instance_namespace text not null, instance_cron_job text not null,
            state text not null, reason text not null, created_at bigint not null, started_at bigint, finished_at bigint, {StateSchema.LoopColumns});
        create unique index one_running_restore_per_instance on restores (instance_namespace, instance_cron_job) where state = 'running';
        create index restores_by_due on restores (due_at) where due_at is not null;

        """;

    public Task<RestoreRow?> FindAsync(string id, CancellationToken cancellationToken) =>
        store.ReadAsync(c => c.QueryFirstOrDefaultAsync<RestoreRow>($"select {Columns} from restores where id = @id", new { id }), cancellationToken);

    public static Task<RestoreRow?> FindAsync(StateTransaction t, string id) =>
        t.FirstOrDefaultAsync<RestoreRow>($"select {Columns} from restores where id = @id", new { id });

    /// <summary>The one that runs on the instance which this CronJob backs up; null: none.</summary>
    public Task<RestoreRow?> RunningOnAsync(BackupPlan instance, CancellationToken cancellationToken) => store.ReadAsync(
        c => c.QueryFirstOrDefaultAsync<RestoreRow>($"select {Columns} from restores where {OnInstance}", new { instance.Namespace, instance.CronJob }), cancellationToken);

    public static Task<RestoreRow?> RunningOnAsync(StateTransaction t, BackupPlan instance) =>
        t.FirstOrDefaultAsync<RestoreRow>($"select {Columns} from restores where {OnInstance}", new { instance.Namespace, instance.CronJob });

    public static Task InsertAsync(StateTransaction t, RestoreRow row) => t.ExecuteAsync(
        """
        insert into restores (id, upgrade_id, namespace, cron_job, job, database_name, backup_id, backup_job, backup_finished_at, instance_namespace, instance_cron_job,
            state, reason, created_at, due_at)
        values (@Id, @UpgradeId, @Namespace, @CronJob, @Job, @Database, @BackupId, @BackupJob, @BackupFinishedAt, @InstanceNamespace, @InstanceCronJob,
            @State, @Reason, @CreatedAt, @DueAt)
        """,
        row);

    /// <exception cref="RowChangedException">Somebody wrote the row since it was read.</exception>
    public static async Task UpdateAsync(StateTransaction t, RestoreRow row)
    {
        var updated = await t.ExecuteAsync(
            """
            update restores set state = @State, reason = @Reason, started_at = @StartedAt, finished_at = @FinishedAt, due_at = @DueAt, version = version + 1
            where id = @Id and version = @Version
            """,
            row);
        if (updated == 0)
        {
            throw new RowChangedException("restores", row.Id);
        }
    }
}
