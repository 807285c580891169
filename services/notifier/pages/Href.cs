using System.Globalization;

namespace Upgrades.Notifier.Pages;

/// <summary>Where a link goes: to the web by http(s), or to one of these pages. Nothing else can stand in a <c>href</c>.</summary>
internal readonly struct Href
{
    private readonly string _address;

    private Href(string address) => _address = address;

    public static Href Login => new("/login");

    public static Href Logout => new("/logout");

    public static Href Overview => new("/");

    /// <returns>Null when it is no address of the web, or one that hides its host behind a user's name.</returns>
    public static Href? Web(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0 ? new Href(uri.AbsoluteUri) : null;

    public static Href Upgrade(Guid id) => new($"/upgrades/{id}");

    public static Href UpgradeJson(Guid id) => new($"/upgrades/{id}?format=json");

    /// <summary>A place on the same page.</summary>
    /// <param name="place">An <c>id</c> in the source.</param>
    public static Href Here(string place) => new("#" + Uri.EscapeDataString(place));

    /// <summary>The timeline, searched.</summary>
    public static Href History(HistorySearch search) => new(
        $"/?q={Uri.EscapeDataString(search.Text)}&outcome={Uri.EscapeDataString(search.Outcome)}"
        + (search.Before is { } before ? string.Create(CultureInfo.InvariantCulture, $"&before={before}") : "") + "#history");

    public static Href Refreshed(int everySeconds) => new(string.Create(CultureInfo.InvariantCulture, $"/?refresh={everySeconds}"));

    public static Href OverviewJson => new("/?format=json");

    public static Href Stylesheet => new(Pages.Stylesheet.Address);

    public override string ToString() => _address ?? "";
}
