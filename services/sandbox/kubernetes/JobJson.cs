using System.Text.Json.Nodes;

namespace Upgrades.Sandbox.Kubernetes;

/// <summary>Jobs and the CronJobs they are made from.</summary>
internal static class JobJson
{
    public static JsonObject Write(Job job, DateTimeOffset now)
    {
        var node = job.Posted.DeepClone().AsObject();
        var metadata = node["metadata"]!.AsObject();
        var conditions = job.Conditions.Where(c => c.Since <= now).ToList();
        metadata["resourceVersion"] = KubernetesJson.Version(conditions.Count == 0 ? job.CreatedAt : conditions[^1].Since);
        metadata["creationTimestamp"] = KubernetesJson.Time(job.CreatedAt);
        node["status"] = Status(job, conditions, now);
        return node;
    }

    private static JsonObject Status(Job job, List<JobCondition> conditions, DateTimeOffset now)
    {
        var pods = job.Pods.Where(p => p.CreatedAt <= now).Select(p => (Pod: p, Phase: p.Phase(now))).ToList();
        var status = new JsonObject();
        if (!job.Suspended)
        {
            status["startTime"] = KubernetesJson.Time(job.CreatedAt);
        }

        var active = pods.Where(p => p.Phase is "Pending" or "Running" && p.Pod.IsActive(now)).ToList();
        KubernetesJson.Count(status, "active", active.Count);
        status["ready"] = active.Count(p => p.Pod.IsReady(now));
        KubernetesJson.Count(status, "succeeded", pods.Count(p => p.Phase == "Succeeded"));
        KubernetesJson.Count(status, "failed", pods.Count(p => p.Phase == "Failed" || p.Phase is "Pending" or "Running" && !p.Pod.IsActive(now)));
        status["uncountedTerminatedPods"] = new JsonObject();
        if (conditions.Count > 0)
        {
            status["conditions"] = KubernetesJson.Array(conditions.Select(c =>
            {
                var condition = KubernetesJson.Condition(c.Type, true, c.Since, c.Reason, c.Message);
                condition["lastProbeTime"] = KubernetesJson.Time(c.Since);
                return condition;
            }));
        }

        if (conditions.Find(c => c.Type == "Complete") is { } complete)
        {
            status["completionTime"] = KubernetesJson.Time(complete.Since);
        }

        return status;
    }

    public static JsonObject Write(CronJob cronJob)
    {
        var spec = cronJob.Spec;
        var job = new JsonObject { ["backoffLimit"] = 3, ["template"] = cronJob.PodTemplate() };
        if (spec.TtlSecondsAfterFinished is { } ttl)
        {
            job["ttlSecondsAfterFinished"] = ttl;
        }

        return new JsonObject
        {
            ["metadata"] = KubernetesJson.Metadata(spec.Namespace, spec.Name, cronJob.Uid, cronJob.CreatedAt, cronJob.CreatedAt),
            ["spec"] = new JsonObject
            {
                ["schedule"] = "15 3 * * *",
                ["concurrencyPolicy"] = "Forbid",
                ["suspend"] = spec.IsSuspended,
                ["successfulJobsHistoryLimit"] = 3,
                ["failedJobsHistoryLimit"] = 1,
                ["jobTemplate"] = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = KubernetesJson.Strings(spec.JobLabels) }, ["spec"] = job },
            },
            ["status"] = new JsonObject(),
        };
    }
}
