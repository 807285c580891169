using System.ComponentModel.DataAnnotations;

namespace Upgrades.Hosting.State;

/// <summary>Section <c>State</c>.</summary>
public sealed class StateOptions
{
    /// <summary>Folder of the SQLite files, one per service: <c>ingest.db</c>.</summary>
    [Required]
    public string Folder { get; set; } = "/data";
}
