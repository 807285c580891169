using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Upgrades.Sandbox;
using Upgrades.Sandbox.Agent;

namespace Upgrades.Tests.Sandbox;

/// <summary>By <c>reference/claude-agent-service.md</c>.</summary>
public sealed class AgentStandInTests : IAsyncLifetime
{
    private readonly AgentStandIn _agent = new() { Reply = _ => "Fine." };
    private StandInServer _server = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await StandInServer.StartAsync(_agent.Map);
        _http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = _server.Address };
        _http.DefaultRequestHeaders.Add("Authorization", "Bearer agent-token");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task a_body_is_checked_before_the_token()
    {
        _http.DefaultRequestHeaders.Remove("Authorization");

        (await PostAsync("execute", new { prompt = "x" })).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var (status, body) = await PostAsync("execute", new { prompt = "x", agent = "a" });
        (status, body.GetProperty("detail").GetString()).ShouldBe((HttpStatusCode.Unauthorized, "Missing bearer token"));
    }

    [Fact]
    public async Task a_job_goes_from_queued_to_completed_with_the_commands_json_in_lines()
    {
        var (status, accepted) = await PostAsync("execute", new { prompt = "x", agent = "a", metadata = new { upgrade_id = "u-42" } });
        (status, accepted.GetProperty("status").GetString()).ShouldBe((HttpStatusCode.Accepted, "queued"));
        var path = "jobs/" + accepted.GetProperty("job_id").GetString();

        List<JsonElement> looks = [await _http.GetFromJsonAsync<JsonElement>(path), await _http.GetFromJsonAsync<JsonElement>(path), await _http.GetFromJsonAsync<JsonElement>(path)];

        looks.Select(l => l.GetProperty("status").GetString()).ShouldBe(["queued", "running", "completed"]);
        looks[2].GetProperty("metadata").GetProperty("upgrade_id").GetString().ShouldBe("u-42");
        JsonSerializer.Deserialize<JsonElement>(looks[2].GetProperty("output")[0].GetString()!).GetProperty("result").GetString().ShouldBe("Fine.");
        _agent.Restart();
        (await _http.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task a_full_queue_and_a_busy_old_one_turn_away()
    {
        _agent.MaxQueueDepth = 1;
        await PostAsync("execute", new { prompt = "x", agent = "a" });

        (await PostAsync("execute", new { prompt = "x", agent = "a" })).Status.ShouldBe(HttpStatusCode.TooManyRequests);
        _agent.SpeaksOldVersion = true;
        (await PostAsync("execute", new { prompt = "x", agent = "a" })).Status.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task a_chat_is_streamed_as_events()
    {
        using var answer = await _http.PostAsJsonAsync("v1/chat/completions", new { model = "haiku", stream = true, messages = new[] { new { role = "user", content = "x" } } });
        var lines = (await answer.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        lines.ShouldAllBe(l => l.StartsWith("data: ", StringComparison.Ordinal));
        lines[^1].ShouldBe("data: [DONE]");
        lines[1].ShouldContain("\"content\":\"Fine.\"");
    }

    [Fact]
    public async Task another_model_is_not_had()
    {
        var (status, body) = await PostAsync("v1/chat/completions", new { model = "gpt", stream = true, messages = new[] { new { role = "user", content = "x" } } });

        (status, body.GetProperty("error").GetString()).ShouldBe((HttpStatusCode.BadRequest, "unsupported model"));
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string path, object body)
    {
        using var answer = await _http.PostAsJsonAsync(path, body);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }
}
