namespace Upgrades.Executor.Decisions;

/// <summary>Instants in domain unix milliseconds.</summary>
internal static class Deadlines
{
    public static long Baseline(long now, ExecutorOptions options) => now + Milliseconds(options.BaselineTimeout);

    /// <param name="window">How long the step is watched once its rollout is complete.</param>
    public static long Verdict(long now, TimeSpan window, ExecutorOptions options) => now + Milliseconds(window) + Milliseconds(options.VerdictTimeout);

    public static long PlannedBefore(long now, ExecutorOptions options) => now - Milliseconds(options.PlanMaxAge);

    /// <summary>See <see cref="Urgency"/>: so long others may go before.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(24);

    /// <summary>Who came before this has waited long enough.</summary>
    public static long AgedBefore(long now) => now - Milliseconds(Patience);

    public static long BackupPoll(long now, ExecutorOptions options) => now + Milliseconds(options.BackupPoll);

    /// <summary>Backups that ended before this are no longer fresh.</summary>
    public static long FreshSince(long now, ExecutorOptions options) => now - Milliseconds(options.BackupFresh);

    public static bool BackupIsOver(long startedAt, long now, ExecutorOptions options) => now - startedAt >= Milliseconds(options.BackupTimeout);

    public static bool RestoreIsOver(long startedAt, long now, ExecutorOptions options) => now - startedAt >= Milliseconds(options.RestoreTimeout);

    /// <summary>An order that was stored and never noted as begun is not carried out so much later: the Job of the first try may have been tidied away.</summary>
    public static bool RestoreIsStale(long createdAt, long now) => now - createdAt >= Milliseconds(TimeSpan.FromHours(12));

    private static long Milliseconds(TimeSpan span) => (long)span.TotalMilliseconds;
}
