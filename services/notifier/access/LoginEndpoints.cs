using Upgrades.Hosting.Web;
using Upgrades.Notifier.Pages;

namespace Upgrades.Notifier.Access;

/// <summary><c>/login</c> and <c>/logout</c>: the token against a cookie that is good for these pages alone.</summary>
internal static class LoginEndpoints
{
    public static void MapLogin(this WebApplication app)
    {
        app.MapGet("/login", (HttpContext context, string? to) => Page(context, null, LoginPage.GoOn(to), StatusCodes.Status200OK));
        app.MapPost("/login", LogInAsync);
        app.MapPost("/logout", LogOut);
    }

    private static async Task<IResult> LogInAsync(HttpContext context, OperatorOptions operators, TimelineOptions options, LoginLimit limit, ILogger<LoginLimit> log)
    {
        if (IsFromElsewhere(context.Request) || !context.Request.HasFormContentType)
        {
            return Page(context, "Log in on this page.", "/", StatusCodes.Status400BadRequest);
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (now, sender, goOn) = (TimeProvider.System.GetUtcNow(), Visitor.Spell(context.Connection.RemoteIpAddress), LoginPage.GoOn(form["to"]));
        if (limit.Wait(sender, now) is { } wait)
        {
            context.Response.Headers.RetryAfter = ((int)wait.TotalSeconds + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
            return Page(context, "Too many wrong tokens came from your address. Try again in a minute.", goOn, StatusCodes.Status429TooManyRequests);
        }

        if (!BearerSecret.Matches(form["token"].ToString().Trim(), operators.Token))
        {
            limit.Wrong(sender, now);
            Log.LoginRefused(log, sender);
            return Page(context, "That is not the operator's token.", goOn, StatusCodes.Status401Unauthorized);
        }

        var end = now + options.SessionLength;
        context.Response.Cookies.Append(SessionCookie.Name, SessionCookie.Make(operators.Token!, end), Cookie(context.Request, end));
        return SeeOther(context, goOn);
    }

    private static IResult LogOut(HttpContext context)
    {
        if (IsFromElsewhere(context.Request))
        {
            return Page(context, "Log out on this page.", "/", StatusCodes.Status400BadRequest);
        }

        context.Response.Cookies.Delete(SessionCookie.Name, Cookie(context.Request, null));
        return SeeOther(context, "/login");
    }

    /// <param name="address">One of these pages.</param>
    public static IResult SeeOther(HttpContext context, string address)
    {
        SafeHeaders.Put(context.Response);
        context.Response.Headers.Location = address;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    private static IResult Page(HttpContext context, string? problem, string goOn, int status)
    {
        SafeHeaders.Put(context.Response);
        return Results.Content(Frame.Page("Log in – Upgrades", user: null, canLeave: false, LoginPage.Body(problem, goOn)).ToString(), "text/html; charset=utf-8", statusCode: status);
    }

    /// <summary>Every browser that takes part says so; other clients send nothing of it.</summary>
    private static bool IsFromElsewhere(HttpRequest request) => request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site";

    /// <summary>TLS ends before this process; a forged header could only make the cookie stricter.</summary>
    private static CookieOptions Cookie(HttpRequest request, DateTimeOffset? end) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = request.IsHttps || request.Headers["X-Forwarded-Proto"].ToString().Contains("https", StringComparison.OrdinalIgnoreCase),
        Path = "/",
        Expires = end,
        IsEssential = true,
    };
}
