using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Upgrades.Sandbox.Slack;

/// <summary><c>auth.test</c>, <c>chat.postMessage</c> and <c>chat.update</c>: HTTP 200 with <c>ok</c> false on errors (<c>reference/slack.md</c> §4).</summary>
internal static class SlackMethods
{
    private const int LongestPost = 40_000;
    private const int LongestEdit = 4_000;

    public static void Map(WebApplication app, SlackWorkspace workspace)
    {
        Add("auth.test", null, _ => Ok(new { ok = true, url = "https://sandbox.slack.test/", team = "sandbox", user = "upgrades", team_id = "T000", user_id = "U000", bot_id = "B000" }));
        Add("chat.postMessage", "chat:write", body => Post(workspace, body));
        Add("chat.update", "chat:write", body => Update(workspace, body));

        void Add(string method, string? scope, Func<JsonElement, IResult> act) =>
            app.MapPost(SlackStandIn.ApiPath + method, async context => await (await AnswerAsync(workspace, method, scope, act, context)).ExecuteAsync(context));
    }

    private static async Task<IResult> AnswerAsync(SlackWorkspace workspace, string method, string? scope, Func<JsonElement, IResult> act, HttpContext context)
    {
        workspace.Called(method);
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        if (workspace.Answers(method).TryTake(out var set))
        {
            return set;
        }

        var authorization = context.Request.Headers.Authorization.ToString();
        if (authorization.Length == 0)
        {
            return Error("not_authed");
        }

        if (workspace.TokenError is { } dead)
        {
            return Error(dead);
        }

        if (authorization != $"Bearer {workspace.Token}")
        {
            return Error("invalid_auth");
        }

        context.Response.Headers["x-oauth-scopes"] = string.Join(',', workspace.Scopes);
        if (scope is not null && !workspace.Scopes.Contains(scope))
        {
            return Ok(new { ok = false, error = "missing_scope", needed = scope, provided = string.Join(',', workspace.Scopes) });
        }

        if (!TryRead(text, out var body))
        {
            return Error("invalid_json");
        }

        var answer = act(body);
        return workspace.Answers(method + "/done").TryTake(out var lost) ? lost : answer;
    }

    private static IResult Post(SlackWorkspace workspace, JsonElement body)
    {
        var (text, thread) = (Text(body, "text"), Text(body, "thread_ts"));
        if (workspace.Find(Text(body, "channel"), byNameToo: true) is not { } channel)
        {
            return Error("channel_not_found");
        }

        if (channel.IsArchived)
        {
            return Error("is_archived");
        }

        if (!channel.IsMember && !workspace.Scopes.Contains("chat:write.public"))
        {
            return Error("not_in_channel");
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            return Error("no_text");
        }

        if (text.Length > LongestPost)
        {
            return Error("msg_too_long");
        }

        // An answer to an answer would land nowhere that people look.
        if (thread is not null && workspace.Find(channel.Id, thread) is not { ThreadTs: null })
        {
            return Error("thread_not_found");
        }

        var broadcast = body.TryGetProperty("reply_broadcast", out var wanted) && wanted.ValueKind == JsonValueKind.True;
        var message = workspace.Add(channel.Id, text, thread, thread is not null && broadcast);
        return Ok(new { ok = true, channel = channel.Id, ts = message.Ts, message = new { type = "message", text, ts = message.Ts, thread_ts = thread } });
    }

    private static IResult Update(SlackWorkspace workspace, JsonElement body)
    {
        var text = Text(body, "text");
        if (workspace.Find(Text(body, "channel"), byNameToo: false) is not { } channel)
        {
            return Error("channel_not_found");
        }

        if (channel.IsArchived)
        {
            return Error("is_archived");
        }

        if (workspace.Find(channel.Id, Text(body, "ts")) is not { } message)
        {
            return Error("message_not_found");
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            return Error("no_text");
        }

        if (text.Length > LongestEdit)
        {
            return Error("msg_too_long");
        }

        workspace.Edit(message, text);
        return Ok(new { ok = true, channel = channel.Id, ts = message.Ts, text });
    }

    private static IResult Ok(object answer) => Results.Json(answer);

    private static IResult Error(string error) => Results.Json(new { ok = false, error });

    private static string? Text(JsonElement body, string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool TryRead(string text, out JsonElement body)
    {
        try
        {
            body = JsonSerializer.Deserialize<JsonElement>(text.Length == 0 ? "{}" : text);
            return body.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            body = default;
            return false;
        }
    }
}
