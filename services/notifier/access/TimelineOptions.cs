using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Text.RegularExpressions;

namespace Upgrades.Notifier.Access;

/// <summary>Section <c>Timeline</c>: who may look at the pages, beside who sends the operator's token.</summary>
public sealed partial class TimelineOptions : IValidatableObject
{
    /// <summary>Headers that every client sends, or that mean something else.</summary>
    private static readonly string[] Taken = ["authorization", "cookie", "host", "accept", "connection", "user-agent", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"];

    /// <summary>How long a browser stays logged in (system clock).</summary>
    [Range(typeof(TimeSpan), "00:05:00", "30.00:00:00")]
    public TimeSpan SessionLength { get; set; } = TimeSpan.FromHours(12);

    /// <summary>Wrong tokens that one address may send in a minute; 429 above.</summary>
    [Range(1, 1000)]
    public int LoginsPerMinute { get; set; } = 10;

    /// <summary>Header in which a proxy says who has logged in there, <c>X-Forwarded-User</c>: whoever it names may look. Empty: none is believed.</summary>
    public string? UserHeader { get; set; }

    /// <summary>The only senders whose <see cref="UserHeader"/> is believed: addresses, or networks as <c>10.42.0.0/16</c>.</summary>
    public string[] Proxies { get; set; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrEmpty(UserHeader) && (!HeaderName().IsMatch(UserHeader) || Taken.Contains(UserHeader.ToLowerInvariant())))
        {
            yield return new ValidationResult("must be the name of a header that only the proxy sets: X-Forwarded-User, Remote-User", [nameof(UserHeader)]);
        }

        if (!string.IsNullOrEmpty(UserHeader) && Proxies.Length == 0)
        {
            yield return new ValidationResult("must name the proxies whose USERHEADER is believed: an address or a network, 10.42.0.0/16", [nameof(Proxies)]);
        }

        foreach (var proxy in Proxies.Where(p => Network(p) is null))
        {
            yield return new ValidationResult($"{proxy} is neither an address nor a network as 10.42.0.0/16", [nameof(Proxies)]);
        }
    }

    /// <summary>Is this sender one of <see cref="Proxies"/>?</summary>
    internal bool IsProxy(IPAddress? sender)
    {
        var address = sender is { IsIPv4MappedToIPv6: true } ? sender.MapToIPv4() : sender;
        return address is not null && Proxies.Any(p => Network(p) is { } network && network.Contains(address));
    }

    private static IPNetwork? Network(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 32 : 128)
        : null;

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_-]{0,99}\z")]
    private static partial Regex HeaderName();
}
