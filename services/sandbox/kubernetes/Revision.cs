using System.Security.Cryptography;
using System.Text;

namespace Upgrades.Sandbox.Kubernetes;

/// <summary>One pod template of a workload: a ReplicaSet, or a ControllerRevision.</summary>
/// <param name="Number">Raised when the template is current again, as the annotation <c>deployment.kubernetes.io/revision</c>.</param>
internal sealed record Revision(int Number, string Hash, string Uid, DateTimeOffset CreatedAt, WorkloadSpec Spec)
{
    /// <summary>Name of the ReplicaSet or ControllerRevision.</summary>
    public string Name => $"{Spec.Name}-{Hash}";

    public IReadOnlyDictionary<string, string> PodLabels => new Dictionary<string, string>(Spec.PodLabels) { ["pod-template-hash"] = Hash };

    public static string HashOf(WorkloadSpec spec) => SafeText.Of(SHA256.HashData(Encoding.UTF8.GetBytes(spec.TemplateText)), 10);
}
