using System.ComponentModel.DataAnnotations;

namespace Upgrades.Hosting.Web;

/// <summary>Section <c>Http</c>.</summary>
public sealed class HttpOptions
{
    /// <summary>Where this process listens. Port 0 takes a free one.</summary>
    [Required]
    public string Url { get; set; } = "http://127.0.0.1:8080";
}
