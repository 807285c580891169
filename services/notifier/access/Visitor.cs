using System.Net;
using Upgrades.Hosting.Web;

namespace Upgrades.Notifier.Access;

/// <summary>Who asks for a page, and whether they may see it.</summary>
internal abstract record Visitor
{
    /// <param name="User">Who the proxy says it is; null for a token or a session.</param>
    /// <param name="BySession">The browser has logged in here.</param>
    public sealed record Welcome(string? User, bool BySession) : Visitor;

    /// <summary>Shows nothing that counts: a login may help.</summary>
    public sealed record Stranger : Visitor;

    /// <summary>Cannot be let in, whatever token they have; the words are for who has set it up.</summary>
    public sealed record Refused(string Why) : Visitor;

    /// <summary>Pure, but for what the request says.</summary>
    /// <param name="now">System clock.</param>
    public static Visitor Of(HttpRequest request, string? token, TimelineOptions options, DateTimeOffset now)
    {
        if (BearerSecret.Matches(BearerSecret.Of(request), token))
        {
            return new Welcome(null, BySession: false);
        }

        if (SessionCookie.IsGood(request.Cookies[SessionCookie.Name], token, now))
        {
            return new Welcome(null, BySession: true);
        }

        if (!string.IsNullOrEmpty(options.UserHeader) && request.Headers[options.UserHeader] is { Count: > 0 } user)
        {
            var sender = request.HttpContext.Connection.RemoteIpAddress;
            return !options.IsProxy(sender) ? new Refused($"{options.UserHeader} is believed from UPGRADES__TIMELINE__PROXIES only, and this came from {Spell(sender)}.")
                : user is [{ Length: > 0 and <= 200 } name] ? new Welcome(name, BySession: false)
                : new Refused($"The proxy has to say one user in {options.UserHeader}.");
        }

        return string.IsNullOrEmpty(token) && string.IsNullOrEmpty(options.UserHeader)
            ? new Refused("UPGRADES__OPERATOR__TOKEN is not set, so nobody is an operator here.")
            : new Stranger();
    }

    public static string Spell(IPAddress? address) => address is null ? "nowhere" : (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
}
