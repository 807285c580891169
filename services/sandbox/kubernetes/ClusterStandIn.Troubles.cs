using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Upgrades.Sandbox.Kubernetes;

/// <summary>What happens to a cluster while it runs: pods are taken away, nodes go silent, a role is too small.</summary>
public sealed partial class ClusterStandIn
{
    private readonly ConcurrentDictionary<string, bool> _forbidden = new(StringComparer.Ordinal);
    private readonly NodeStates _nodes = new();
    private readonly ConcurrentDictionary<ClusterRight, bool> _withheld = new();

    /// <summary>How far the API server's clock is from the machine's, as its <c>Date</c> header shows it.</summary>
    public TimeSpan ClockSkew { get; set; }

    /// <summary>The kubelet evicts the workload's pods now; others take their place. A Deployment's are left behind as Failed.</summary>
    public void Evict(string ns, string name, string message = "The node was low on resource: memory. Threshold quantity: 100Mi, available: 52Mi.") => Replace(ns, name, message);

    /// <summary>Somebody deletes the workload's pods now, as a drain does; others take their place.</summary>
    public void DeletePods(string ns, string name) => Replace(ns, name, message: null);

    /// <summary>Whether the node answers (all are named <c>node-0</c>, <c>node-1</c>, …; a Deployment's pods are on the first). What runs on one that does not is not ready.</summary>
    public void SetNode(string name, bool ready) => _nodes.Set(name, ready, Now);

    /// <summary>Lists of these resources (<c>nodes</c>, <c>ingressroutes</c>, …) are refused with 403 from now on.</summary>
    public void Forbid(params string[] plurals) => Array.ForEach(plurals, p => _forbidden[p] = true);

    /// <summary>The role has it no more: what needs it is refused with 403, and a review of one's own rights says no.</summary>
    public void Withhold(ClusterRight right) => _withheld[right] = true;

    public void Grant(ClusterRight right) => _withheld.TryRemove(right, out _);

    internal bool May(ClusterRight asked) => !_withheld.Keys.Any(w => w.Covers(asked)) && !(asked.Verb == "list" && IsForbidden(asked.Resource.Split('.')[0]));

    internal bool IsForbidden(string plural) => _forbidden.ContainsKey(plural);

    internal IEnumerable<JsonObject> WriteNodes() => Namespaces
        .SelectMany(ns => Read(ns.Name, (space, now) => space.Pods(now).Select(p => p.NodeName).ToList()) ?? [])
        .Append("node-0").Distinct().Order(StringComparer.Ordinal).Select(name => _nodes.Write(name, DateTimeOffset.UnixEpoch));

    private void Replace(string ns, string name, string? message)
    {
        var space = Space(ns);
        lock (space.Gate)
        {
            space.Replace(name, Now, message, image => BehaviourOf(image));
        }
    }
}
