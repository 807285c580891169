using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Upgrades.Sandbox;
using Upgrades.Sandbox.Woodpecker;

namespace Upgrades.Tests.Sandbox;

/// <summary>The contract is <c>reference/woodpecker.md</c>.</summary>
public sealed partial class WoodpeckerStandInTests : IAsyncLifetime
{
    private static readonly string First = new('a', 40);
    private static readonly string Second = new('b', 40);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly HttpClient _http = new(new SocketsHttpHandler());
    private WoodpeckerStandIn _woodpecker = null!;
    private StandInServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _woodpecker = new WoodpeckerStandIn(_time, "Ops", "Infra", repositoryId: 82);
        _server = await StandInServer.StartAsync(_woodpecker.Map);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        _woodpecker.Dispose();
    }

    [Theory]
    [InlineData("/api/repos/lookup/ops/INFRA")]
    [InlineData("/api/repos/82")]
    public async Task a_repository_is_found_by_name_in_any_case_and_by_number(string path)
    {
        var repository = await JsonAsync(path);

        (repository.GetProperty("id").GetInt32(), repository.GetProperty("full_name").GetString()).ShouldBe((82, "Ops/Infra"));
        repository.GetProperty("clone_url").GetString().ShouldBe("https://forge.example/Ops/Infra.git");
    }

    [Theory]
    [InlineData("/api/repos/Ops/Infra/pipelines")]
    [InlineData("/api/no-such-thing")]
    [InlineData("/")]
    public async Task what_the_api_does_not_know_is_the_web_interface_with_200(string path)
    {
        using var answer = await GetAsync(path);

        (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType).ShouldBe((HttpStatusCode.OK, "text/html"));
    }

    [Theory]
    [InlineData("/api/repos/1/pipelines", HttpStatusCode.NotFound)]
    [InlineData("/api/repos/lookup/ops/other", HttpStatusCode.NotFound)]
    [InlineData("/api/repos/82/pipelines/7", HttpStatusCode.NotFound)]
    [InlineData("/api/repos/82/pipelines/latest", HttpStatusCode.NotFound)]
    [InlineData("/api/repos/82/pipelines/x", HttpStatusCode.BadRequest)]
    [InlineData("/api/repos/82/pipelines?after=yesterday", HttpStatusCode.BadRequest)]
    public async Task what_is_unknown_or_unreadable_is_said_by_the_status(string path, HttpStatusCode status)
    {
        using var answer = await GetAsync(path);

        answer.StatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task a_token_is_a_bearer_or_a_query_and_never_the_word_token()
    {
        _woodpecker.Token = "jwt";

        foreach (var (header, query, status) in new[] { ("Bearer jwt", "", 200), ("token jwt", "", 401), (null, "?access_token=jwt", 200), (null, "", 401) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_server.Address, "/api/user" + query));
            request.Headers.TryAddWithoutValidation("Authorization", header);
            using var answer = await _http.SendAsync(request);
            ((int)answer.StatusCode).ShouldBe(status, header + query);
        }
    }

    [Fact]
    public async Task a_pipeline_waits_runs_and_ends_by_domain_time()
    {
        var number = _woodpecker.Start(First, "master", "upgrade", new PipelineScript());
        var created = _time.GetUtcNow().ToUnixTimeSeconds();
        (await StateAsync(number)).ShouldBe(("pending", "pending"));
        (await PipelineAsync(number)).GetProperty("started").GetInt64().ShouldBe(0);

        _time.Advance(TimeSpan.FromSeconds(5));
        (await StateAsync(number)).ShouldBe(("running", "running"));

        _time.Advance(TimeSpan.FromSeconds(30));
        var pipeline = await PipelineAsync(number);
        (await StateAsync(number)).ShouldBe(("success", "success"));
        new[] { "created", "started", "finished" }.Select(f => pipeline.GetProperty(f).GetInt64()).ShouldBe([created, created + 5, created + 35]);
        var steps = pipeline.GetProperty("workflows")[0].GetProperty("children").EnumerateArray().ToList();
        steps.Select(s => (s.GetProperty("name").GetString(), s.GetProperty("state").GetString())).ShouldBe([("clone", "success"), ("apply", "success")]);
        steps[1].GetProperty("id").GetInt32().ShouldNotBe(steps[1].GetProperty("pid").GetInt32());
        _woodpecker.Pipelines.ShouldBe([new SeenPipeline(1, First, "push", "success", "success")]);
    }

    [Fact]
    public async Task the_apply_step_acts_once_when_it_runs_even_when_the_clock_jumps()
    {
        var applied = 0;
        var number = _woodpecker.Start(First, "master", "m", new PipelineScript { OnApply = () => Task.FromResult(++applied) });
        _time.Advance(TimeSpan.FromSeconds(4));
        applied.ShouldBe(0);

        _time.Advance(TimeSpan.FromHours(1));

        applied.ShouldBe(1);
        (await StateAsync(number)).ShouldBe(("success", "success"));
    }

    [Fact]
    public async Task a_workflow_does_not_end_before_its_apply_step()
    {
        var applying = new TaskCompletionSource();
        var number = _woodpecker.Start(First, "master", "m", new PipelineScript { OnApply = () => applying.Task });
        _time.Advance(TimeSpan.FromMinutes(5));
        (await StateAsync(number)).ShouldBe(("running", "running"));

        applying.SetException(new InvalidOperationException("no such provider"));

        await Eventually.TrueAsync(async () => await StateAsync(number) == ("failure", "failure"), "the red workflow");
        (await LogAsync(number))!.ShouldBe(["1: no such provider\n"]);
    }

    [Fact]
    public async Task a_list_is_newest_first_in_pages_of_at_most_fifty_without_workflows()
    {
        for (var i = 0; i < 60; i++)
        {
            _woodpecker.Start(First, "master", "m", new PipelineScript());
        }

        var first = await ListAsync("?per_page=10&perPage=1000");

        first.Select(p => p.GetProperty("number").GetInt32()).ShouldBe(Enumerable.Range(11, 50).Reverse());
        first[0].TryGetProperty("workflows", out _).ShouldBeFalse();
        (await ListAsync("?page=2&perPage=50")).Count.ShouldBe(10);
        (await ListAsync("?perPage=3")).Count.ShouldBe(3);
        (await ListAsync("?page=3")).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_list_is_filtered_by_branch_event_status_and_time_and_in_version_2_by_time_only()
    {
        _woodpecker.Start(First, "master", "m", new PipelineScript { Default = WorkflowEnd.Failure });
        _time.Advance(TimeSpan.FromMinutes(1));
        var between = _time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ");
        _time.Advance(TimeSpan.FromMinutes(1));
        _woodpecker.OnManual = _ => new PipelineScript();
        await PostAsync("/api/repos/82/pipelines", """{"branch":"other"}""");

        (await NumbersAsync("?branch=master&event=push,manual")).ShouldBe([1]);
        (await NumbersAsync("?event=manual")).ShouldBe([2]);
        (await NumbersAsync("?status=failure")).ShouldBe([1]);
        (await NumbersAsync("?ref=refs/heads/other")).ShouldBe([2]);
        (await NumbersAsync($"?after={between}")).ShouldBe([2]);
        (await NumbersAsync($"?before={between}")).ShouldBe([1]);
        (await PipelineAsync("latest")).GetProperty("number").GetInt32().ShouldBe(1);
        _woodpecker.SpeaksVersion2 = true;
        (await NumbersAsync("?branch=master&event=push&status=failure")).ShouldBe([2, 1]);
        (await NumbersAsync($"?after={between}&branch=master")).ShouldBe([2]);
    }

    [Fact]
    public async Task version_2_has_other_names_for_the_times_and_does_not_say_why_it_was_killed()
    {
        _woodpecker.SpeaksVersion2 = true;
        var number = _woodpecker.Start(First, "master", "m", new PipelineScript { Default = WorkflowEnd.Killed });
        _time.Advance(TimeSpan.FromMinutes(1));

        var pipeline = await PipelineAsync(number);

        pipeline.GetProperty("finished_at").GetInt64().ShouldBe(pipeline.GetProperty("created_at").GetInt64() + 35);
        foreach (var name in new[] { "created", "started", "finished", "cancel_info" })
        {
            pipeline.TryGetProperty(name, out _).ShouldBeFalse(name);
        }
    }

    [Fact]
    public async Task a_log_is_base64_lines_of_a_step_id_and_null_before_it_ran()
    {
        var number = _woodpecker.Start(First, "master", "m", new PipelineScript { ApplyLog = ["[immich] OK", "größer"] });
        (await LogAsync(number)).ShouldBeNull();

        _time.Advance(TimeSpan.FromSeconds(5));

        (await LogAsync(number)).ShouldBe(["0: [immich] OK\n", "0: größer\n"]);
        using var byPid = await GetAsync($"/api/repos/82/logs/{number}/3");
        byPid.StatusCode.ShouldBe(HttpStatusCode.NotFound, "3 is the step's pid");
    }

    [Fact]
    public async Task a_manual_run_is_of_the_head_or_filtered()
    {
        (await PostAsync("/api/repos/82/pipelines", """{"branch":"master"}""")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await PostAsync("/api/repos/82/pipelines", "not json")).Status.ShouldBe(HttpStatusCode.BadRequest);
        List<string> asked = [];
        _woodpecker.HeadOf = () => Second;
        _woodpecker.OnManual = branch =>
        {
            asked.Add(branch);
            return new PipelineScript();
        };

        var (status, pipeline) = await PostAsync("/api/repos/82/pipelines", """{"branch":"master","variables":{"K":"V"},"message":"again"}""");

        status.ShouldBe(HttpStatusCode.OK);
        (Text(pipeline, "event"), Text(pipeline, "commit"), Text(pipeline, "message")).ShouldBe(("manual", Second, "again"));
        asked.ShouldBe(["master"]);
    }

    [Fact]
    public async Task a_restart_is_a_new_pipeline_of_the_same_commit()
    {
        var applied = 0;
        var number = _woodpecker.Start(First, "master", "m", new PipelineScript { OnApply = () => Task.FromResult(++applied) });
        _time.Advance(TimeSpan.FromMinutes(1));

        var (_, again) = await PostAsync($"/api/repos/82/pipelines/{number}", "");
        _time.Advance(TimeSpan.FromMinutes(1));

        (again.GetProperty("number").GetInt32(), again.GetProperty("parent").GetInt32(), Text(again, "commit")).ShouldBe((2, 1, First));
        applied.ShouldBe(2);
    }

    [Fact]
    public async Task an_answer_set_beforehand_comes_once()
    {
        _woodpecker.AnswerNext(500, "database is locked");

        using var answer = await GetAsync("/api/user");

        ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()).ShouldBe((500, "database is locked"));
        Text(await JsonAsync("/api/user"), "login").ShouldBe("upgrades");
        _woodpecker.Requests.ShouldBe(["GET /api/user", "GET /api/user"]);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private Task<HttpResponseMessage> GetAsync(string path) => _http.GetAsync(new Uri(_server.Address, path));

    private async Task<JsonElement> JsonAsync(string path)
    {
        using var answer = await GetAsync(path);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json", path);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    private Task<JsonElement> PipelineAsync(object number) => JsonAsync($"/api/repos/82/pipelines/{number}");

    private async Task<(string? Status, string? Default)> StateAsync(int number)
    {
        var pipeline = await PipelineAsync(number);
        return (Text(pipeline, "status"), Text(pipeline.GetProperty("workflows")[0], "state"));
    }

    private async Task<List<JsonElement>> ListAsync(string query) => [.. (await JsonAsync("/api/repos/82/pipelines" + query)).EnumerateArray()];

    private async Task<List<int>> NumbersAsync(string query) => [.. (await ListAsync(query)).Select(p => p.GetProperty("number").GetInt32())];

    private async Task<List<string>?> LogAsync(int number)
    {
        var step = (await PipelineAsync(number)).GetProperty("workflows")[0].GetProperty("children")[1].GetProperty("id").GetInt32();
        var lines = await JsonAsync($"/api/repos/82/logs/{number}/{step}");
        return lines.ValueKind == JsonValueKind.Null ? null : [.. lines.EnumerateArray().Select(l =>
            $"{l.GetProperty("type").GetInt32()}: {Encoding.UTF8.GetString(Convert.FromBase64String(Text(l, "data")!))}")];
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string path, string body)
    {
        using var answer = await _http.PostAsync(new Uri(_server.Address, path), new StringContent(body, Encoding.UTF8, "application/json"));
        var isJson = answer.Content.Headers.ContentType?.MediaType == "application/json";
        return (answer.StatusCode, isJson ? JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement : default);
    }
}
