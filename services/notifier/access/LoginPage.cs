using Upgrades.Notifier.Pages;

namespace Upgrades.Notifier.Access;

/// <summary>The operator's token for a browser.</summary>
internal static class LoginPage
{
    /// <param name="problem">Why the last try did not succeed; null: there was none.</param>
    /// <param name="goOn">Where to go afterwards.</param>
    public static Html Body(string? problem, string goOn) => Html.Of(
        $"""
        <form method="post" action="{Href.Login}" class="card login">
        <h1>Log in</h1>
        {(problem is null ? Html.Nothing : Html.Of($"<p class=\"problem\" role=\"alert\"><span aria-hidden=\"true\">✕</span> {problem}</p>"))}
        <input type="hidden" name="to" value="{goOn}">
        <input type="text" name="username" value="operator" autocomplete="username" hidden>
        <p><label for="token">The operator's token</label>
        <input id="token" name="token" type="password" autocomplete="current-password" required autofocus aria-describedby="token-help"></p>
        <p class="quiet" id="token-help">The value of <code>UPGRADES__OPERATOR__TOKEN</code> of these services.</p>
        <p><button type="submit">Log in</button></p>
        </form>
        """);

    /// <summary>Only to these pages: nobody is sent elsewhere by a link to the login.</summary>
    public static string GoOn(string? to) => to is not null && (to == "/" || to.StartsWith("/?", StringComparison.Ordinal)
        || (to.StartsWith("/upgrades/", StringComparison.Ordinal) && Guid.TryParse(to["/upgrades/".Length..], out _))) && !to.Any(char.IsControl) ? to : "/";
}
