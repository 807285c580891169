using System.Globalization;
using k8s.Models;

namespace Upgrades.Executor.Backups;

/// <summary>The Job that <c>kubectl create job --from=cronjob/…</c> would make, with our labels in place of an owner (kubernetes.md §1).</summary>
internal static class BackupJob
{
    public const string ManagedBy = "app.kubernetes.io/managed-by";
    public const string Manager = "upgrades";
    public const string UpgradeLabel = "upgrades/upgrade-id";
    public const string StepLabel = "upgrades/step";

    /// <summary>Without an owner the CronJob's history limits do not delete it; a template's own 10 s to live would take the proof away.</summary>
    public static V1Job From(V1CronJob cronJob, JobOrder order)
    {
        var template = cronJob.Spec.JobTemplate;
        var spec = template.Spec;
        // A suspended Job never starts.
        (spec.Suspend, spec.TtlSecondsAfterFinished) = (null, (int)order.Keep.TotalSeconds);
        foreach (var container in (spec.Template.Spec.InitContainers ?? []).Concat(spec.Template.Spec.Containers))
        {
            container.Env = [.. (container.Env ?? []).Where(e => !order.Environment.ContainsKey(e.Name)), .. order.Environment.Select(e => new V1EnvVar { Name = e.Key, Value = e.Value })];
        }

        return new V1Job
        {
            ApiVersion = "batch/v1",
            Kind = "Job",
            Metadata = new V1ObjectMeta
            {
                Name = order.Job,
                NamespaceProperty = order.Namespace,
                Labels = With(template.Metadata?.Labels, [(ManagedBy, Manager), (UpgradeLabel, order.UpgradeId), .. order.Step is { } step ? [(StepLabel, step.ToString(CultureInfo.InvariantCulture))] : Array.Empty<(string, string)>()]),
                Annotations = With(new Dictionary<string, string> { ["cronjob.kubernetes.io/instantiate"] = "manual" }, [.. Pairs(template.Metadata?.Annotations)]),
            },
            Spec = spec,
        };
    }

    private static Dictionary<string, string> With(IDictionary<string, string>? some, params (string Key, string Value)[] more)
    {
        var all = some is null ? [] : new Dictionary<string, string>(some);
        foreach (var (key, value) in more)
        {
            all[key] = value;
        }

        return all;
    }

    private static IEnumerable<(string Key, string Value)> Pairs(IDictionary<string, string>? some) => some?.Select(p => (p.Key, p.Value)) ?? [];
}
