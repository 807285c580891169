using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Upgrades.Executor.Backups;

/// <summary>The Jobs in the cluster. What a person has to fix is a failed backup; an API that is away is an exception, and tried again.</summary>
internal sealed class BackupCluster(IKubernetes kubernetes, ILogger<BackupCluster> log)
{
    private const int LogLines = 5;
    private const int LogBytes = 16 * 1024;
    private const int ProofLines = 5000;
    private const int ProofBytes = 1024 * 1024;
    private const int MostPods = 10;

    /// <summary>Makes the Job. One of that name is there already when we died before we could note it.</summary>
    public async Task<BackupSight> StartAsync(JobOrder order, CancellationToken cancellationToken)
    {
        try
        {
            var cronJob = await kubernetes.BatchV1.ReadNamespacedCronJobAsync(order.CronJob, order.Namespace, cancellationToken: cancellationToken);
            await kubernetes.BatchV1.CreateNamespacedJobAsync(BackupJob.From(cronJob, order), order.Namespace, fieldManager: BackupJob.Manager, cancellationToken: cancellationToken);
            return new BackupSight.Running();
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.Conflict)
        {
            return new BackupSight.Running();
        }
        catch (HttpOperationException e) when (BackupTrouble.OfStart(e.Response.StatusCode, e.Response.Content, order) is { } reason)
        {
            return new BackupSight.Failed(reason);
        }
    }

    /// <summary>A Job that was there and is gone proves nothing.</summary>
    public async Task<BackupSight> LookAsync(JobOrder order, CancellationToken cancellationToken)
    {
        try
        {
            var job = await kubernetes.BatchV1.ReadNamespacedJobAsync(order.Job, order.Namespace, cancellationToken: cancellationToken);
            if (job.Metadata.Labels?.TryGetValue(BackupJob.ManagedBy, out var manager) != true || manager != BackupJob.Manager)
            {
                return new BackupSight.Failed($"Job {order.Namespace}/{order.Job} was made by somebody else");
            }

            return BackupSight.Of(job) is BackupSight.Failed failed
                ? new BackupSight.Failed($"{order.Purpose} Job {order.Namespace}/{order.Job} failed: {failed.Reason}{await LastWordsAsync(order, cancellationToken)}")
                : BackupSight.Of(job);
        }
        catch (HttpOperationException e) when (BackupTrouble.OfLook(e.Response.StatusCode, e.Response.Content, order) is { } reason)
        {
            return new BackupSight.Failed(reason);
        }
    }

    /// <summary>What the pods that succeeded wrote, all containers. Bounded: of each container the end.</summary>
    public async Task<JobLog> LogAsync(JobOrder order, CancellationToken cancellationToken)
    {
        try
        {
            var pods = await kubernetes.CoreV1.ListNamespacedPodAsync(order.Namespace, labelSelector: $"job-name={order.Job}", cancellationToken: cancellationToken);
            List<string> lines = [];
            var succeeded = pods.Items.Where(p => p.Status?.Phase == "Succeeded").Take(MostPods).ToList();
            foreach (var (pod, container) in succeeded.SelectMany(p => Containers(p).Select(c => (p, c))))
            {
                lines.AddRange(await LinesAsync(pod.Metadata.Name, container, order, cancellationToken));
            }

            return succeeded.Count > 0 ? new JobLog(lines) : new JobLog([], "the pod that made it is gone, so its log cannot be read");
        }
        catch (HttpOperationException e) when (BackupTrouble.OfLog(e.Response.StatusCode, e.Response.Content, order) is { } reason)
        {
            return new JobLog([], reason);
        }
    }

    private static IEnumerable<string> Containers(V1Pod pod) => (pod.Spec.InitContainers ?? []).Concat(pod.Spec.Containers).Select(c => c.Name);

    private async Task<IReadOnlyList<string>> LinesAsync(string pod, string container, JobOrder order, CancellationToken cancellationToken)
    {
        try
        {
            using var stream = await kubernetes.CoreV1.ReadNamespacedPodLogAsync(
                pod, order.Namespace, container, limitBytes: ProofBytes, tailLines: ProofLines, cancellationToken: cancellationToken);
            using var reader = new StreamReader(stream);
            return (await reader.ReadToEndAsync(cancellationToken)).Split('\n');
        }
        catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest)
        {
            // A container that never ran, or a pod that has gone since, has nothing to show.
            return [];
        }
    }

    /// <summary>For a person. The verdict stands without it.</summary>
    private async Task<string> LastWordsAsync(JobOrder order, CancellationToken cancellationToken)
    {
        try
        {
            var pods = await kubernetes.CoreV1.ListNamespacedPodAsync(order.Namespace, labelSelector: $"job-name={order.Job}", cancellationToken: cancellationToken);
            if (pods.Items.MaxBy(p => p.Metadata.CreationTimestamp) is not { } pod)
            {
                return "; it has no pod any more";
            }

            var container = pod.Status?.ContainerStatuses?.FirstOrDefault(c => (c.State?.Terminated ?? c.LastState?.Terminated)?.ExitCode > 0)?.Name ?? pod.Spec.Containers[0].Name;
            using var stream = await kubernetes.CoreV1.ReadNamespacedPodLogAsync(
                pod.Metadata.Name, order.Namespace, container, limitBytes: LogBytes, tailLines: LogLines, cancellationToken: cancellationToken);
            using var reader = new StreamReader(stream);
            return LogExcerpt.Of(await reader.ReadToEndAsync(cancellationToken));
        }
        catch (Exception e) when (e is HttpOperationException or HttpRequestException or IOException)
        {
            Log.NoLog(log, order.Namespace, order.Job, e);
            return "; its log cannot be read";
        }
    }
}
