using System.Globalization;

namespace Upgrades.Notifier.Pages;

/// <summary>What all pages have around them.</summary>
internal static class Frame
{
    /// <param name="title">For the browser's tab; what matters first.</param>
    /// <param name="user">Who a proxy says is looking; null when nobody says.</param>
    /// <param name="canLeave">The browser has logged in here, so it can log out.</param>
    /// <param name="refreshSeconds">Null: the page stays as it is.</param>
    public static Html Page(string title, string? user, bool canLeave, Html body, int? refreshSeconds = null) => Html.Of(
        $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="robots" content="noindex">
        {Refresh(refreshSeconds)}<title>{title}</title>
        <link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='4' fill='%232f5fd0'/%3E%3Cpath d='M8 3.5 12 8H9.5v4.5h-3V8H4z' fill='%23fff'/%3E%3C/svg%3E">
        <link rel="stylesheet" href="{Href.Stylesheet}">
        </head>
        <body>
        <a class="skip" href="#content">To the content</a>
        <header class="bar"><div class="wide">
        <a class="brand" href="{Href.Overview}"><span class="logo" aria-hidden="true">↑</span> Upgrades</a>
        {Who(user)}{Leave(canLeave)}
        </div></header>
        <main id="content" class="wide" tabindex="-1">
        {body}
        </main>
        </body>
        </html>

        """);

    private static Html Refresh(int? seconds) => seconds is { } every ? Html.Of($"<meta http-equiv=\"refresh\" content=\"{every.ToString(CultureInfo.InvariantCulture)}\">\n") : Html.Nothing;

    private static Html Who(string? user) => user is null ? Html.Nothing : Html.Of($"<span class=\"who\">{user}</span>");

    private static Html Leave(bool canLeave) => canLeave
        ? Html.Of($"""<form method="post" action="{Href.Logout}" class="leave"><button type="submit">Log out</button></form>""")
        : Html.Nothing;
}
