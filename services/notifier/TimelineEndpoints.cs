using System.Text.Json;
using Upgrades.Hosting.Web;
using Upgrades.Notifier.Access;
using Upgrades.Notifier.Pages;

namespace Upgrades.Notifier;

/// <summary>The timeline as pages and as JSON, for who holds the operator's token or comes through the operator's proxy.</summary>
internal static class TimelineEndpoints
{
    private const string VisitorKey = "timeline visitor";

    public static void MapTimeline(this WebApplication app)
    {
        app.MapGet(Stylesheet.Path, Stylesheet.Serve);
        app.MapLogin();
        var group = app.MapGroup("");
        group.AddEndpointFilter(LetInAsync);
        group.MapGet("/", OverviewAsync);
        group.MapGet("/upgrades", ListAsync);
        group.MapGet("/upgrades/{id:guid}", ShowAsync);
        group.MapGet("/events", FollowAsync);
    }

    /// <summary>Who comes with a browser and is not known is sent to the login, others get a status.</summary>
    private static async ValueTask<object?> LetInAsync(EndpointFilterInvocationContext filter, EndpointFilterDelegate next)
    {
        var (context, services) = (filter.HttpContext, filter.HttpContext.RequestServices);
        SafeHeaders.Put(context.Response);
        var visitor = Visitor.Of(
            context.Request, services.GetRequiredService<OperatorOptions>().Token, services.GetRequiredService<TimelineOptions>(), TimeProvider.System.GetUtcNow());
        context.Items[VisitorKey] = visitor;
        var wantsJson = Wanted.Json(context.Request, unlessHtml: context.Request.Path != "/");
        return visitor switch
        {
            Visitor.Welcome => await next(filter),
            Visitor.Refused refused when !wantsJson => Page(context, "Not here – Upgrades", Html.Of($"<h1>Nobody is let in</h1><p>{refused.Why}</p>"), StatusCodes.Status403Forbidden),
            Visitor.Refused refused => Results.Problem(refused.Why, statusCode: StatusCodes.Status403Forbidden),
            _ when wantsJson => Results.Problem("Send the operator's token: Authorization: Bearer ….", statusCode: StatusCodes.Status401Unauthorized),
            _ => LoginEndpoints.SeeOther(context, "/login?to=" + Uri.EscapeDataString(context.Request.Path + context.Request.QueryString)),
        };
    }

    /// <summary><c>GET /?q=WORDS&amp;outcome=rolled-back&amp;before=NUMBER</c>: how everything stands; by <c>format=json</c> or Accept as JSON.</summary>
    private static async Task<IResult> OverviewAsync(
        HttpContext context, PageRows rows, string? q = null, string? outcome = null, string? before = null, string? refresh = null, CancellationToken cancellationToken = default)
    {
        var overview = await rows.OverviewAsync(HistorySearch.Of(q, outcome, Number(before)), cancellationToken);
        int? seconds = Number(refresh) is >= 10 and <= 3600 and var every ? (int)every : null;
        return Wanted.Json(context.Request, unlessHtml: false)
            ? Results.Json(OverviewJson.Of(overview))
            : Page(context, OverviewPage.Title(overview), OverviewPage.Body(overview, seconds), StatusCodes.Status200OK, seconds);
    }

    /// <summary><c>GET /events?after=SEQ&amp;limit=100</c>: what arrived after that, oldest first; each with the number to go on from.</summary>
    private static async Task<IResult> FollowAsync(TimelineRows rows, long after = 0, int limit = 100, CancellationToken cancellationToken = default) =>
        limit is < 1 or > 1000
            ? Results.Problem("limit is 1 to 1000", statusCode: StatusCodes.Status400BadRequest)
            : Results.Json((await rows.AfterAsync(after, limit, cancellationToken)).Select(View));

    /// <summary><c>GET /upgrades?limit=100</c>: the latest event of each upgrade, newest first; a browser is sent to the overview.</summary>
    private static async Task<IResult> ListAsync(HttpContext context, TimelineRows rows, int limit = 100, CancellationToken cancellationToken = default) =>
        !Wanted.Json(context.Request, unlessHtml: true) ? LoginEndpoints.SeeOther(context, "/")
        : limit is < 1 or > 1000 ? Results.Problem("limit is 1 to 1000", statusCode: StatusCodes.Status400BadRequest)
        : Results.Json((await rows.LatestAsync(limit, cancellationToken)).Select(View));

    /// <summary><c>GET /upgrades/{id}</c>: everything that happened to one upgrade, oldest first; for a browser its dossier.</summary>
    private static async Task<IResult> ShowAsync(HttpContext context, Guid id, TimelineRows rows, PageRows pages, CancellationToken cancellationToken)
    {
        if (Wanted.Json(context.Request, unlessHtml: true))
        {
            var entries = (await rows.OfUpgradeAsync(id.ToString(), cancellationToken)).Select(View).ToList();
            return entries.Count == 0 ? Results.NotFound() : Results.Json(entries);
        }

        return await pages.DossierAsync(id, cancellationToken) is { } dossier
            ? Page(context, DossierPage.Title(dossier), DossierPage.Body(dossier), StatusCodes.Status200OK)
            : Page(context, "No such upgrade – Upgrades", Html.Of(
                $"""<p class="back"><a href="{Href.Overview}">← Timeline</a></p><h1>There is no such upgrade</h1><p>Nothing was told of <code>{id.ToString()}</code>, or the timeline was lost since.</p>"""),
                StatusCodes.Status404NotFound);
    }

    private static IResult Page(HttpContext context, string title, Html body, int status, int? refreshSeconds = null)
    {
        var known = context.Items[VisitorKey] as Visitor.Welcome;
        return Results.Content(Frame.Page(title, known?.User, known?.BySession ?? false, body, refreshSeconds).ToString(), "text/html; charset=utf-8", statusCode: status);
    }

    /// <summary>What is no number is as if it were not there: somebody has changed the address by hand.</summary>
    private static long? Number(string? text) =>
        long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;

    private static object View(TimelineEntry entry) => new
    {
        entry.Seq,
        @event = entry.Event,
        entry.UpgradeId,
        entry.Stack,
        at = DateTimeOffset.FromUnixTimeMilliseconds(entry.At),
        body = JsonSerializer.Deserialize<JsonElement>(entry.Body),
    };
}
