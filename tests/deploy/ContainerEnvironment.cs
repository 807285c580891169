using k8s.Models;

namespace Upgrades.Tests.Deploy;

/// <summary>The environment that a container gets, with values made up for what is secret.</summary>
internal static class ContainerEnvironment
{
    public static IReadOnlyDictionary<string, string> Of(Rendering rendering, V1PodTemplateSpec pod, bool withOptional = true)
    {
        var container = pod.Spec.Containers.Single();
        var maps = rendering.Of<V1ConfigMap>().ToDictionary(m => m.Name(), m => m.Data);
        var result = (container.EnvFrom ?? []).Where(e => e.ConfigMapRef is not null).SelectMany(e => maps[e.ConfigMapRef.Name]).ToDictionary(e => e.Key, e => e.Value);
        foreach (var variable in container.Env ?? [])
        {
            if (variable.ValueFrom?.SecretKeyRef is not { } secret)
            {
                result[variable.Name] = Expand(variable.Value, result);
            }
            else if (withOptional || secret.Optional != true)
            {
                result[variable.Name] = Sample(secret.Key);
            }
        }

        return result;
    }

    /// <summary>As the kubelet does it: only names that stand before this one are known, and an unknown one stays as it is.</summary>
    private static string Expand(string value, Dictionary<string, string> before) =>
        before.Aggregate(value, (text, known) => text.Replace($"$({known.Key})", known.Value, StringComparison.Ordinal));

    private static string Sample(string key) => key switch
    {
        "webhook-url" => "https://hooks.example.org/services/x",
        "bot-token" => "xoxb-sample",
        "connection-string" => "Host=db;Username=upgrades;Password=sample;Database=upgrades",
        _ => $"sample-of-{key}",
    };
}
