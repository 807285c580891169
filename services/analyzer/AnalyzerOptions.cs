using System.ComponentModel.DataAnnotations;

namespace Upgrades.Analyzer;

/// <summary>Section <c>Analyzer</c>. Image patterns are globs on canonical names, <c>*</c> crosses <c>/</c>; <c>docker.io/</c> may be left out.</summary>
public sealed class AnalyzerOptions
{
    /// <summary>Updates planned side by side.</summary>
    [Range(1, 64)]
    public int Parallelism { get; set; } = 8;

    /// <summary>Databases are never upgraded by a tag alone. More can be added, none removed.</summary>
    public IList<string> MoreDatabases { get; } = [];

    /// <summary>Images the cluster itself stands on, besides <c>registry.k8s.io/*</c>, <c>quay.io/tigera/*</c> and <c>nvcr.io/*</c>.</summary>
    public IList<string> MoreInfrastructure { get; } = [];
}
