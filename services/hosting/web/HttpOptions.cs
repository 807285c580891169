using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Upgrades.Hosting.Web;

/// <summary>Section <c>Http</c>: where the process listens, and what a sender may cost it. All times are of the system clock.</summary>
public sealed class HttpOptions : IValidatableObject
{
    /// <summary>Where this process listens. Port 0 takes a free one.</summary>
    [Required]
    public string Url { get; set; } = "http://127.0.0.1:8080";

    /// <summary>Connections at once; more are closed at once.</summary>
    [Range(10, 100_000)]
    public int MaxConnections { get; set; } = 2000;

    /// <summary>The largest body; 413 above. Nothing an operator or DIUN sends comes near it.</summary>
    [Range(1024, 16 * 1024 * 1024)]
    public int MaxBodyBytes { get; set; } = 64 * 1024;

    /// <summary>Method, path and query; 414 above.</summary>
    [Range(256, 64 * 1024)]
    public int MaxRequestLineBytes { get; set; } = 4 * 1024;

    /// <summary>All headers together; 431 above.</summary>
    [Range(1024, 256 * 1024)]
    public int MaxHeaderBytes { get; set; } = 16 * 1024;

    /// <summary>Headers of a request; 431 above.</summary>
    [Range(10, 1000)]
    public int MaxHeaders { get; set; } = 50;

    /// <summary>From the first byte of a request to the end of its headers; 408 after.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may idle. Longer than clients keep theirs (.NET: a minute), or they would meet a closed one.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromSeconds(75);

    /// <summary>Who sends a body or takes an answer slower than this is cut off.</summary>
    [Range(1, 1_000_000)]
    public int MinBytesPerSecond { get; set; } = 1000;

    /// <summary>… after this time, as every connection has its pauses.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:10:00")]
    public TimeSpan SlowGrace { get; set; } = TimeSpan.FromSeconds(5);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp)
        {
            yield return new ValidationResult("must be http://host:port (TLS is the ingress controller's)", [nameof(Url)]);
        }
    }

    internal void Apply(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxConcurrentConnections = MaxConnections;
        limits.MaxRequestBodySize = MaxBodyBytes;
        limits.MaxRequestLineSize = MaxRequestLineBytes;
        limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        limits.MaxRequestHeaderCount = MaxHeaders;
        limits.RequestHeadersTimeout = HeadersTimeout;
        limits.KeepAliveTimeout = KeepAliveTimeout;
        limits.MinRequestBodyDataRate = new MinDataRate(MinBytesPerSecond, SlowGrace);
        limits.MinResponseDataRate = new MinDataRate(MinBytesPerSecond, SlowGrace);
    }
}
