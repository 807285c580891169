using System.Net;
using k8s.Autorest;

namespace Upgrades.Verifier.Cluster;

/// <summary>Kinds that a cluster need not know (no such CRD: 404) and a role need not grant (403): then there are none.</summary>
internal static class Optional
{
    public static async Task<IReadOnlyList<T>> ItemsAsync<TList, T>(Func<Task<TList>> list, Func<TList, IEnumerable<T>?> items)
    {
        try
        {
            return [.. items(await list()) ?? []];
        }
        catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
        {
            return [];
        }
    }
}
