using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Upgrades.Sandbox.Woodpecker;

/// <summary>
/// Woodpecker CI with one repository, as <c>reference/woodpecker.md</c> has it. Nothing starts by itself: see <see cref="Start"/> and
/// <see cref="OnManual"/>.
/// </summary>
/// <param name="time">Domain time: pipelines queue and run by it.</param>
public sealed class WoodpeckerStandIn(TimeProvider time, string owner, string name, int repositoryId = 1) : IDisposable
{
    private const string DefaultBranch = "master";

    private readonly PipelineBoard _board = new(time);
    private readonly AnswerQueue _answers = new();
    private readonly ConcurrentQueue<string> _requests = [];

    /// <summary>What a manual trigger runs on that branch; null, or a null script: the run is filtered, nothing starts.</summary>
    public Func<string, PipelineScript?>? OnManual { get; set; }

    /// <summary>The branch's head commit, which a manual trigger runs; without it, the commit of the newest pipeline.</summary>
    public Func<string>? HeadOf { get; set; }

    /// <summary>When set: 401 without it.</summary>
    public string? Token { get; set; }

    /// <summary>Field names of 2.x (<c>created_at</c>…), lists that filter by time only, no <c>cancel_info</c>.</summary>
    public bool SpeaksVersion2 { get; set; }

    /// <summary>Of the repository at the forge.</summary>
    public string CloneUrl { get; set; } = $"https://forge.example/{owner}/{name}.git";

    /// <summary>False after somebody has switched the repository off: it is known, and gets no pipelines.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>True after the token's user has lost the repository: there is none, to him.</summary>
    public bool IsHidden { get; set; }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<SeenPipeline> Pipelines =>
    [
        .. _board.All.Select(p => new SeenPipeline(
            p.Number, p.Commit, p.Event, p.Status, p.Workflows.FirstOrDefault(w => w.Name == Pipeline.DefaultWorkflow)?.State)),
    ];

    /// <summary>"GET /api/user", oldest first.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>Creates the pipeline of a push.</summary>
    /// <returns>Its number, from 1.</returns>
    public int Start(string commit, string branch, string message, PipelineScript script) =>
        _board.Create("push", commit, branch, message, script).Number;

    /// <summary>The next request gets this answer instead; calls add up.</summary>
    public void AnswerNext(int status, string body, IReadOnlyDictionary<string, string>? headers = null) => _answers.Add(status, body, headers);

    public void Map(WebApplication app)
    {
        app.Use((context, next) =>
        {
            _requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            return _answers.TryTake(out var set) ? set.ExecuteAsync(context) : next(context);
        });
        var api = app.MapGroup("/api").AddEndpointFilter(async (call, next) =>
            IsKnown(call.HttpContext.Request) ? await next(call) : Results.StatusCode(StatusCodes.Status401Unauthorized));
        api.MapGet("/user", () => Json(new JsonObject { ["id"] = 1, ["login"] = "upgrades", ["email"] = "upgrades@example.org", ["admin"] = false }));
        api.MapGet("/repos/lookup/{**fullName}", (string fullName) =>
            !IsHidden && fullName.Equals($"{owner}/{name}", StringComparison.OrdinalIgnoreCase) ? Json(Repository()) : Results.NotFound());
        var repository = api.MapGroup("/repos/{id:int}").AddEndpointFilter(async (call, next) =>
            !IsHidden && call.HttpContext.GetRouteValue("id") as string == repositoryId.ToString(CultureInfo.InvariantCulture) ? await next(call) : Results.NotFound());
        repository.MapGet("", () => Json(Repository()));
        repository.MapGet("/pipelines", List);
        repository.MapPost("/pipelines", StartManuallyAsync);
        repository.MapGet("/pipelines/{number}", (string number, HttpRequest request) => On(Latest(number, request), p => Json(Of(p))));
        repository.MapPost("/pipelines/{number}", (string number) => On(number, Restart));
        repository.MapPost("/pipelines/{number}/cancel", (string number) => On(number, Cancel));
        repository.MapGet("/logs/{number}/{stepId:int}", (string number, int stepId) => On(number, p => Log(p, stepId)));
        // What the API does not know is the web interface's.
        app.MapFallback("{**path}", () => Results.Text("<!DOCTYPE html><html><head><title>Woodpecker</title></head></html>", "text/html"));
    }

    public void Dispose() => _board.Dispose();

    private bool IsKnown(HttpRequest request) =>
        Token is null || request.Headers.Authorization == "Bearer " + Token || request.Query["access_token"] == Token;

    private JsonObject Repository() => new()
    {
        ["id"] = repositoryId,
        ["forge_id"] = 1,
        ["forge_remote_id"] = "4711",
        ["owner"] = owner,
        ["name"] = name,
        ["full_name"] = $"{owner}/{name}",
        ["clone_url"] = CloneUrl,
        ["default_branch"] = DefaultBranch,
        ["visibility"] = "private",
        ["active"] = IsActive,
        ["timeout"] = 60,
        ["require_approval"] = "forks",
        ["cancel_previous_pipeline_events"] = new JsonArray("push"),
        ["config_file"] = "",
    };

    private IResult List(HttpRequest request) => PipelineQuery.Read(request.Query, SpeaksVersion2) is { } query
        ? Json(new JsonArray([.. query.Of(_board.All).Select(p => PipelineJson.Of(p, whole: false, SpeaksVersion2))]))
        : Results.Text("cannot parse the time", statusCode: StatusCodes.Status400BadRequest);

    private async Task<IResult> StartManuallyAsync(HttpRequest request)
    {
        JsonElement wish;
        try
        {
            wish = await JsonSerializer.DeserializeAsync<JsonElement>(request.Body, cancellationToken: request.HttpContext.RequestAborted);
        }
        catch (JsonException e)
        {
            return Results.Text(e.Message, statusCode: StatusCodes.Status400BadRequest);
        }

        string? Field(string field) => wish.ValueKind == JsonValueKind.Object && wish.TryGetProperty(field, out var value) ? value.ToString() : null;
        var branch = Field("branch") ?? DefaultBranch;
        if (OnManual?.Invoke(branch) is not { } script)
        {
            request.HttpContext.Response.Headers["Pipeline-Filtered"] = "true";
            return Results.NoContent();
        }

        var head = HeadOf?.Invoke() ?? _board.All.LastOrDefault(p => p.Branch == branch)?.Commit ?? new string('0', 40);
        return Json(Of(_board.Create("manual", head, branch, Field("message") ?? $"MANUAL PIPELINE @ {branch}", script)));
    }

    private IResult Restart(Pipeline old) =>
        Json(Of(_board.Create(old.Event, old.Commit, old.Branch, old.Message, old.Script, parent: old.Number)));

    private IResult Cancel(Pipeline pipeline) => _board.TryCancel(pipeline.Number)
        ? Results.NoContent()
        : Results.Text("Cannot cancel a non-running or non-pending or non-blocked pipeline", statusCode: StatusCodes.Status400BadRequest);

    private static IResult Log(Pipeline pipeline, int stepId) => pipeline.Workflows.SelectMany(w => w.Steps).Any(s => s.Id == stepId)
        ? Json(PipelineJson.Log(pipeline, stepId))
        : Results.NotFound();

    private IResult On(string number, Func<Pipeline, IResult> act) =>
        !int.TryParse(number, CultureInfo.InvariantCulture, out var parsed)
            ? Results.Text($"strconv.ParseInt: parsing \"{number}\": invalid syntax", statusCode: StatusCodes.Status400BadRequest)
            : _board.Find(parsed) is { } pipeline ? act(pipeline) : Results.NotFound();

    /// <summary><c>latest</c> is the newest push pipeline of the branch.</summary>
    private string Latest(string number, HttpRequest request)
    {
        var branch = request.Query["branch"].ToString() is { Length: > 0 } wanted ? wanted : DefaultBranch;
        return number != "latest" ? number
            : (_board.All.LastOrDefault(p => p.Event == "push" && p.Branch == branch)?.Number ?? 0).ToString(CultureInfo.InvariantCulture);
    }

    private JsonObject Of(Pipeline pipeline) => PipelineJson.Of(pipeline, whole: true, SpeaksVersion2);

    private static IResult Json(JsonNode? body) => Results.Text(body?.ToJsonString() ?? "null", "application/json");
}
