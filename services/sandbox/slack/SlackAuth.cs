using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Upgrades.Sandbox.Slack;

/// <summary>Slack's <c>auth.test</c> (<c>reference/slack.md</c> §4): always 200, and what is wrong is in <c>error</c>.</summary>
public sealed class SlackAuth
{
    public const string ApiPath = "/api/";

    public string Token { get; set; } = "xoxb-1-2-sandbox";

    /// <summary>What is wrong with the token even so: <c>token_revoked</c>; null: nothing.</summary>
    public string? Trouble { get; set; }

    /// <summary>As the header <c>x-oauth-scopes</c> lists them.</summary>
    public string Scopes { get; set; } = "chat:write,chat:write.public";

    public void Map(WebApplication app) => app.MapPost(ApiPath + "auth.test", (HttpRequest request, HttpResponse response) =>
    {
        if (request.Headers.Authorization.Count == 0)
        {
            return Results.Json(new { ok = false, error = "not_authed" });
        }

        if (request.Headers.Authorization != "Bearer " + Token)
        {
            return Results.Json(new { ok = false, error = "invalid_auth" });
        }

        response.Headers["x-oauth-scopes"] = Scopes;
        return Trouble is not null
            ? Results.Json(new { ok = false, error = Trouble })
            : Results.Json(new { ok = true, url = "https://example.slack.com/", team = "Example", user = "upgrades", team_id = "T1", user_id = "U1", bot_id = "B1" });
    });
}
