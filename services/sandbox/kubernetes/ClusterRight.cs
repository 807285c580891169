namespace Upgrades.Sandbox.Kubernetes;

/// <summary>What a role allows.</summary>
/// <param name="Verb"><c>create</c>, <c>get</c>, <c>list</c>.</param>
/// <param name="Resource"><c>jobs.batch</c>, <c>pods/log</c>.</param>
/// <param name="Namespace">Empty: in all at once, which a role of a namespace never allows. Null, of what is withheld: anywhere.</param>
public sealed record ClusterRight(string Verb, string Resource, string? Namespace = null)
{
    internal bool Covers(ClusterRight asked) => (Verb, Resource) == (asked.Verb, asked.Resource) && (Namespace is null || Namespace == (asked.Namespace ?? ""));
}
