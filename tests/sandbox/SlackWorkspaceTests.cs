using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Upgrades.Sandbox;
using Upgrades.Sandbox.Slack;

namespace Upgrades.Tests.Sandbox;

/// <summary>The Web API's answers as in <c>reference/slack.md</c> §4.</summary>
public sealed class SlackWorkspaceTests : IAsyncLifetime
{
    private readonly SlackStandIn _slack = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler());
    private StandInServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await StandInServer.StartAsync(_slack.Map);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task a_message_is_posted_by_the_channels_name_and_edited_by_its_id_only()
    {
        var posted = await CallAsync("chat.postMessage", new { channel = "#upgrades", text = "one" });
        var (channel, ts) = (posted.GetProperty("channel").GetString(), posted.GetProperty("ts").GetString());

        (await ErrorAsync("chat.update", new { channel = "#upgrades", ts, text = "two" })).ShouldBe("channel_not_found");
        (await ErrorAsync("chat.update", new { channel, ts, text = "two" })).ShouldBeNull();
        var message = _slack.Workspace.Messages.ShouldHaveSingleItem();
        (message.Text, message.Edits, message.Ts).ShouldBe(("two", 1, ts));
    }

    [Fact]
    public async Task an_answer_is_in_the_channel_only_when_it_is_broadcast()
    {
        var ts = (await CallAsync("chat.postMessage", new { channel = "#upgrades", text = "one" })).GetProperty("ts").GetString();
        await CallAsync("chat.postMessage", new { channel = "#upgrades", text = "two", thread_ts = ts });
        await CallAsync("chat.postMessage", new { channel = "#upgrades", text = "three", thread_ts = ts, reply_broadcast = true });

        _slack.Workspace.Shown("#upgrades").Select(m => m.Text).ShouldBe(["one", "three"]);
        _slack.Workspace.Thread(_slack.Workspace.Messages[0]).Select(m => m.Text).ShouldBe(["two", "three"]);
    }

    [Fact]
    public async Task what_is_deleted_can_neither_be_answered_nor_edited()
    {
        var ts = (await CallAsync("chat.postMessage", new { channel = "#upgrades", text = "one" })).GetProperty("ts").GetString();
        _slack.Workspace.Delete(_slack.Workspace.Messages[0]);

        (await ErrorAsync("chat.postMessage", new { channel = "#upgrades", text = "two", thread_ts = ts })).ShouldBe("thread_not_found");
        (await ErrorAsync("chat.update", new { channel = "C000UPGRADES", ts, text = "two" })).ShouldBe("message_not_found");
    }

    [Theory]
    [InlineData("#upgrades", "", "no_text")]
    [InlineData("#elsewhere", "x", "channel_not_found")]
    [InlineData("#closed", "x", "is_archived")]
    [InlineData("#others", "x", "not_in_channel")]
    public async Task what_cannot_be_posted_is_refused_with_200(string channel, string text, string error)
    {
        _slack.Workspace.Put(new SlackChannel("C1", "closed", IsArchived: true));
        _slack.Workspace.Put(new SlackChannel("C2", "others", IsMember: false));

        (await ErrorAsync("chat.postMessage", new { channel, text })).ShouldBe(error);
        _slack.Workspace.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task too_long_is_too_long() => (await ErrorAsync("chat.postMessage", new { channel = "#upgrades", text = new string('x', 40_001) })).ShouldBe("msg_too_long");

    [Fact]
    public async Task a_scope_lets_the_bot_post_where_it_is_no_member()
    {
        _slack.Workspace.Put(new SlackChannel("C2", "others", IsMember: false));
        _slack.Workspace.Scopes = new HashSet<string> { "chat:write", "chat:write.public" };

        (await ErrorAsync("chat.postMessage", new { channel = "#others", text = "x" })).ShouldBeNull();
    }

    [Fact]
    public async Task a_token_is_looked_at_before_anything_else()
    {
        (await ErrorAsync("auth.test", new { }, token: null)).ShouldBe("not_authed");
        (await ErrorAsync("auth.test", new { }, token: "xoxb-other")).ShouldBe("invalid_auth");
        (await CallAsync("auth.test", new { })).GetProperty("user").GetString().ShouldBe("upgrades");

        _slack.Workspace.Scopes = new HashSet<string>();
        (await CallAsync("chat.postMessage", new { channel = "#upgrades", text = "x" })).GetProperty("needed").GetString().ShouldBe("chat:write");

        _slack.Workspace.TokenError = "token_revoked";
        (await ErrorAsync("auth.test", new { })).ShouldBe("token_revoked");
    }

    [Fact]
    public async Task a_limit_of_one_method_says_how_long_to_wait()
    {
        _slack.Workspace.AnswerNext("chat.update", 429, "", retryAfterSeconds: 7);

        using var other = await SendAsync("chat.postMessage", new { channel = "#upgrades", text = "x" }, SlackWorkspace.BotToken);
        using var limited = await SendAsync("chat.update", new { channel = "C000UPGRADES", ts = "1", text = "x" }, SlackWorkspace.BotToken);

        ((int)other.StatusCode, (int)limited.StatusCode, limited.Headers.RetryAfter!.Delta).ShouldBe((200, 429, TimeSpan.FromSeconds(7)));
    }

    private async Task<string?> ErrorAsync(string method, object body, string? token = SlackWorkspace.BotToken)
    {
        using var answer = await SendAsync(method, body, token);
        ((int)answer.StatusCode).ShouldBe(200);
        var read = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
        return read.GetProperty("ok").GetBoolean() ? null : read.GetProperty("error").GetString();
    }

    private async Task<JsonElement> CallAsync(string method, object body)
    {
        using var answer = await SendAsync(method, body, SlackWorkspace.BotToken);
        return JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
    }

    private async Task<HttpResponseMessage> SendAsync(string method, object body, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_server.Address, SlackStandIn.ApiPath + method))
        {
            Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await _http.SendAsync(request);
    }
}
