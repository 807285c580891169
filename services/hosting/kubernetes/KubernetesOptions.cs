using System.ComponentModel.DataAnnotations;

namespace Upgrades.Hosting.Kubernetes;

/// <summary>Section <c>Kubernetes</c>.</summary>
public sealed class KubernetesOptions
{
    /// <summary>API server; empty: the cluster this runs in, by its service account.</summary>
    public Uri? Url { get; set; }

    /// <summary>Bearer token for <see cref="Url"/>.</summary>
    [DataType(DataType.Password)]
    public string? Token { get; set; }

    /// <summary>PEM file of the CA that signed the API server's certificate; empty: the system's.</summary>
    public string? CaFile { get; set; }

    /// <summary>Longest wait for one answer (system clock).</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}
