using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Upgrades.Sandbox.Kubernetes;

/// <summary>Which nodes do not answer. Pods stay on them as they were, but are not ready.</summary>
internal sealed class NodeStates
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _down = new(StringComparer.Ordinal);

    public bool IsDown(string name) => _down.ContainsKey(name);

    public void Set(string name, bool ready, DateTimeOffset now)
    {
        if (ready)
        {
            _down.TryRemove(name, out _);
        }
        else
        {
            _down.TryAdd(name, now);
        }
    }

    public JsonObject Write(string name, DateTimeOffset createdAt)
    {
        DateTimeOffset? since = _down.TryGetValue(name, out var at) ? at : null;
        var ready = since is null
            ? KubernetesJson.Condition("Ready", true, createdAt, "KubeletReady", "kubelet is posting ready status")
            : KubernetesJson.Condition("Ready", false, since.Value, "NodeStatusUnknown", "Kubelet stopped posting node status.");
        if (since is not null)
        {
            ready["status"] = "Unknown";
        }

        return new JsonObject
        {
            ["metadata"] = KubernetesJson.Metadata(null, name, $"uid-{name}", createdAt, since ?? createdAt),
            ["spec"] = new JsonObject(),
            ["status"] = new JsonObject { ["conditions"] = new JsonArray(ready) },
        };
    }
}
