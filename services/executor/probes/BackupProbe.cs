using k8s;
using k8s.Autorest;
using Upgrades.Hosting.Kubernetes;
using Upgrades.Hosting.Probes;
using Upgrades.Repository;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Executor.Probes;

/// <summary>May we make a Job of each CronJob that the catalog names, for backups, for trying them and for putting them back? Nothing is made to find out.</summary>
internal sealed class BackupProbe(CatalogInRepository catalog, IKubernetes kubernetes, KubernetesOptions settings, ExecutorOptions options) : IProbe
{
    internal static readonly Right[] Needed = [new("create", "batch", "jobs"), new("get", "batch", "jobs"), new("get", "batch", "cronjobs")];

    /// <summary>For the proof in a log, and for what people are told when a backup fails.</summary>
    internal static readonly Right[] ForLogs = [new("list", "", "pods"), new("get", "", "pods/log")];

    private bool Holds => options.Mode == ExecutorMode.Upgrade;

    public async Task<IReadOnlyList<ProbeResult>> TryAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<JobTemplate> templates;
        try
        {
            templates = (await catalog.ReadKnownAsync(cancellationToken)).Catalog.JobTemplates;
        }
        catch (RepositoryUnavailableException)
        {
            // RepositoryProbe says so. What is backed up where is not known, so nothing is asked.
            return [];
        }

        if (templates.Count == 0)
        {
            return [ProbeResult.NotSet(Needs.Kubernetes, "the catalog names no backup CronJob, so nothing is asked of Kubernetes")];
        }

        try
        {
            var results = await Task.WhenAll(templates.GroupBy(b => b.Namespace).Select(g => InAsync(g.Key, [.. g], cancellationToken)));
            return [ProbeResult.Works(Needs.Kubernetes, "the API server answers and accepts the token"), .. results];
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && KubernetesTrouble.Of(e, settings) is { } trouble)
        {
            return [ProbeResult.Failed(Needs.Kubernetes, trouble.Said, trouble.Advice) with { HoldsUpgrades = Holds }];
        }
    }

    private async Task<ProbeResult> InAsync(string ns, IReadOnlyList<JobTemplate> templates, CancellationToken cancellationToken)
    {
        var (missing, _) = await OwnRights.MissingAsync(kubernetes, ns, [.. Needed, .. ForLogs], cancellationToken);
        var needed = missing.Where(r => Needed.Contains(r) || templates.Any(t => t.LogIsRead)).ToList();
        if (needed.Count > 0)
        {
            return Failed(ns, $"may not {string.Join(", ", needed)} in {ns}", $"bind the role of deploy/k8s/components/backup-namespaces in {ns} to the executor's service account");
        }

        var gone = (await Task.WhenAll(templates.Select(async b => (b.CronJob, IsThere: await IsThereAsync(b, cancellationToken))))).Where(b => !b.IsThere).Select(b => b.CronJob).ToList();
        var names = string.Join(", ", templates.Select(t => t.CronJob));
        return gone.Count > 0
            ? Failed(ns, $"there is no CronJob {string.Join(", ", gone.Select(g => $"{ns}/{g}"))}", "create it, or correct the catalog (backup_infrastructure, db_backed_services, services.….backup, services.….restore, proof.scratch)")
            : ProbeResult.Works(Needs.BackupJobs(ns), missing.Count == 0
                ? $"may create Jobs from {names}"
                : $"may create Jobs from {names}, but not {string.Join(", ", missing)}: of a backup that fails nobody will see the log");
    }

    private ProbeResult Failed(string ns, string said, string advice) => ProbeResult.Failed(Needs.BackupJobs(ns), said, advice) with { HoldsUpgrades = Holds };

    private async Task<bool> IsThereAsync(JobTemplate template, CancellationToken cancellationToken)
    {
        try
        {
            await kubernetes.BatchV1.ReadNamespacedCronJobAsync(template.CronJob, template.Namespace, cancellationToken: cancellationToken);
            return true;
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            return false;
        }
    }
}
