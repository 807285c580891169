namespace Upgrades.Executor.Probes;

/// <summary>Names of what the executor needs, as they stand in its store, in metrics and in messages.</summary>
internal static class Needs
{
    public const string GitPush = "git-push";
    public const string Catalog = "catalog";
    public const string Kubernetes = "kubernetes";
    public const string Prometheus = "prometheus";

    public static string BackupJobs(string ns) => "backup-jobs/" + ns;
}
