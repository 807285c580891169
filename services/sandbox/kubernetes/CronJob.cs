using System.Text.Json.Nodes;

namespace Upgrades.Sandbox.Kubernetes;

internal sealed class CronJob(CronJobSpec spec, DateTimeOffset createdAt)
{
    public CronJobSpec Spec { get; set; } = spec;

    public string Uid { get; } = Guid.NewGuid().ToString();

    public DateTimeOffset CreatedAt => createdAt;

    /// <summary>The job template's pod template; no two CronJobs have the same, so that a Job tells whose it is.</summary>
    public JsonObject PodTemplate() => new()
    {
        ["metadata"] = new JsonObject { ["labels"] = KubernetesJson.Strings(Spec.JobLabels) },
        ["spec"] = new JsonObject
        {
            ["containers"] = new JsonArray(new JsonObject
            {
                ["name"] = "backup",
                ["image"] = Spec.Image,
                ["command"] = new JsonArray("/bin/sh", "-c", $"set -euo pipefail; /scripts/{Spec.Name}.sh"),
                ["env"] = new JsonArray(new JsonObject
                {
                    ["name"] = "PGPASSWORD",
                    ["valueFrom"] = new JsonObject { ["secretKeyRef"] = new JsonObject { ["name"] = $"{Spec.Name}-credentials", ["key"] = "password" } },
                }),
                ["resources"] = new JsonObject { ["limits"] = new JsonObject { ["memory"] = "512Mi" } },
            }),
            ["restartPolicy"] = "Never",
        },
    };
}
