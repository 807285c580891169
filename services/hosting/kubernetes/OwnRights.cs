using k8s;
using k8s.Models;

namespace Upgrades.Hosting.Kubernetes;

/// <summary>A right at the Kubernetes API.</summary>
/// <param name="Group">Empty: the core group.</param>
/// <param name="Resource">Plural: <c>pods</c>, <c>pods/log</c>.</param>
public sealed record Right(string Verb, string Group, string Resource)
{
    public override string ToString() => $"{Verb} {Resource}";
}

/// <summary>Asks the API server what this process may do there. Every account may ask that of itself (<c>system:basic-user</c>).</summary>
public static class OwnRights
{
    /// <param name="ns">Null: in all namespaces at once.</param>
    /// <returns>Those that it has not, and what the API server's clock said (its <c>Date</c>).</returns>
    public static async Task<RightsAnswer> MissingAsync(IKubernetes kubernetes, string? ns, IReadOnlyList<Right> rights, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(rights.Select(r => kubernetes.AuthorizationV1.CreateSelfSubjectAccessReviewWithHttpMessagesAsync(Review(r, ns), cancellationToken: cancellationToken)));
        return new RightsAnswer([.. rights.Where((_, i) => answers[i].Body.Status?.Allowed != true)], answers.Length > 0 ? answers[^1].Response.Headers.Date : null);
    }

    private static V1SelfSubjectAccessReview Review(Right right, string? ns)
    {
        var (resource, below) = right.Resource.Split('/') is [var above, var sub] ? (above, sub) : (right.Resource, null);
        return new V1SelfSubjectAccessReview
        {
            Spec = new V1SelfSubjectAccessReviewSpec
            {
                ResourceAttributes = new V1ResourceAttributes { NamespaceProperty = ns, Verb = right.Verb, Group = right.Group, Resource = resource, Subresource = below },
            },
        };
    }
}

/// <param name="ServerTime">Null: the API server did not say.</param>
public sealed record RightsAnswer(IReadOnlyList<Right> Missing, DateTimeOffset? ServerTime);
