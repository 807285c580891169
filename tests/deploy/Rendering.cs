using k8s.Models;

namespace Upgrades.Tests.Deploy;

/// <summary>What one overlay and some components render to.</summary>
internal sealed record Rendering(string Name, IReadOnlyList<object> Resources)
{
    public IEnumerable<T> Of<T>() => Resources.OfType<T>();

    /// <summary>Everything that makes pods, with its template.</summary>
    public IEnumerable<(string Name, V1PodTemplateSpec Pod)> Pods => [.. Serving, .. Of<V1CronJob>().Select(c => (c.Name(), c.Spec.JobTemplate.Spec.Template))];

    /// <summary>Those whose pods stay.</summary>
    public IEnumerable<(string Name, V1PodTemplateSpec Pod)> Serving =>
    [
        .. Of<V1Deployment>().Select(d => (d.Name(), d.Spec.Template)),
        .. Of<V1StatefulSet>().Select(s => (s.Name(), s.Spec.Template)),
    ];

    /// <summary>The five, by the name of their Deployment.</summary>
    public IEnumerable<V1Deployment> Services => Of<V1Deployment>().Where(d => d.Labels().TryGetValue("app.kubernetes.io/component", out var c) && c == "service");

    /// <summary>Secrets that some container cannot start without, or can (<c>optional</c>), with the keys they need.</summary>
    public IEnumerable<V1SecretKeySelector> SecretKeys => Pods.SelectMany(p => p.Pod.Spec.Containers)
        .SelectMany(c => c.Env ?? []).Select(e => e.ValueFrom?.SecretKeyRef).OfType<V1SecretKeySelector>();

    /// <summary>Does this selector choose a pod with these labels? (matchLabels, and matchExpressions with In.)</summary>
    public static bool Selects(V1LabelSelector selector, IDictionary<string, string> labels) =>
        (selector.MatchLabels ?? new Dictionary<string, string>()).All(m => labels.TryGetValue(m.Key, out var value) && value == m.Value)
        && (selector.MatchExpressions ?? []).All(m => m.OperatorProperty == "In" && labels.TryGetValue(m.Key, out var value) && m.Values.Contains(value));
}
