using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Upgrades.Sandbox.Agent;

/// <summary>What was asked, in words.</summary>
/// <param name="Path"><c>/execute</c> or <c>/v1/chat/completions</c>.</param>
/// <param name="Prompt">All messages of a chat, system first.</param>
public sealed record AskedPrompt(string Path, string Prompt, JsonObject Body);

/// <summary>
/// A claude-agent-service as <c>reference/claude-agent-service.md</c> has it: bodies are checked before the token, jobs live in memory, the stream is
/// SSE. The conversational form and the chat that is not streamed are left out.
/// </summary>
public sealed partial class AgentStandIn
{
    private static readonly string[] Models = ["haiku", "sonnet", "opus"];
    private readonly AnswerQueue _answers = new();
    private readonly ConcurrentQueue<AskedPrompt> _asked = [];
    private readonly ConcurrentDictionary<string, AgentRun> _jobs = [];

    /// <summary>The server's own; null: it has none and rejects everybody.</summary>
    public string? Token { get; set; } = "agent-token";

    /// <summary>Before 2026-06-02: one at a time, 409 for the next, no <c>queued</c>, no <c>created_at</c>.</summary>
    public bool SpeaksOldVersion { get; set; }

    /// <summary>The most that run or wait.</summary>
    public int MaxQueueDepth { get; set; } = 100;

    /// <summary>What the model answers to a prompt; by default <see cref="Obey"/> with one sentence.</summary>
    public Func<string, string> Reply { get; set; } = prompt => Obey(prompt, "Back up first.");

    /// <summary>How jobs go from now on.</summary>
    public RunFate Fate { get; set; }

    /// <summary>The stream starts and never ends.</summary>
    public bool HangsInStream { get; set; }

    /// <summary>After so many characters the model's time is over: the stream ends as if it had been said.</summary>
    public int? CutsStreamAfter { get; set; }

    public IReadOnlyList<AskedPrompt> Asked => [.. _asked];

    /// <summary>Does what our prompt asks for: words between the lines that it names.</summary>
    public static string Obey(string prompt, string words) => Mark().Match(prompt) is { Success: true } mark
        ? $"Sure.\n<advice {mark.Groups["mark"].Value}>\n{words}\n</advice {mark.Groups["mark"].Value}>\n"
        : words;

    /// <summary>The next request gets this answer instead; calls add up.</summary>
    public void AnswerNext(int status, string body, IReadOnlyDictionary<string, string>? headers = null) => _answers.Add(status, body, headers);

    /// <summary>The pod is replaced: every job is forgotten.</summary>
    public void Restart() => _jobs.Clear();

    public void Map(WebApplication app)
    {
        app.Use((context, next) => _answers.TryTake(out var set) ? set.ExecuteAsync(context) : next(context));
        app.MapGet("/health", () => Results.Json(new { status = "ok", busy = Active >= 10, active = Active, queued = 0, capacity = 10 }));
        app.MapPost("/execute", ExecuteAsync);
        app.MapGet("/jobs/{id}", (string id, HttpRequest request) => Unauthorised(request)
            ?? (_jobs.TryGetValue(id, out var job) ? Results.Text(job.Look(SpeaksOldVersion).ToJsonString(), "application/json") : Detail(StatusCodes.Status404NotFound, "Job not found")));
        app.MapPost("/v1/chat/completions", ChatAsync);
        app.MapFallback(() => Detail(StatusCodes.Status404NotFound, "Not Found"));
    }

    private int Active => _jobs.Values.Count(j => !j.IsOver);

    private async Task<IResult> ExecuteAsync(HttpRequest request)
    {
        if (await ReadAsync(request) is not { } body || Text(body["prompt"]) is not { } prompt || Text(body["agent"]) is null)
        {
            return Invalid("prompt");
        }

        if (Unauthorised(request) is { } refused)
        {
            return refused;
        }

        if (SpeaksOldVersion && Active > 0)
        {
            return Detail(StatusCodes.Status409Conflict, "Agent is busy");
        }

        if (Active >= MaxQueueDepth)
        {
            return Detail(StatusCodes.Status429TooManyRequests, "Queue full");
        }

        _asked.Enqueue(new AskedPrompt("/execute", prompt, body));
        var id = Guid.NewGuid().ToString("N")[..12];
        _jobs[id] = new AgentRun(body, Fate, Reply(prompt));
        return Results.Json(new { job_id = id, status = SpeaksOldVersion ? "running" : "queued" }, statusCode: StatusCodes.Status202Accepted);
    }

    private async Task<IResult> ChatAsync(HttpRequest request)
    {
        if (await ReadAsync(request) is not { } body || body["messages"] is not JsonArray { Count: > 0 } messages
            || messages.Any(m => m is not JsonObject || Text(m["content"]) is null || Text(m["role"]) is not ("system" or "user" or "assistant")))
        {
            return Invalid("messages");
        }

        if (Unauthorised(request) is { } refused)
        {
            return refused;
        }

        if (!Models.Contains(Text(body["model"]) ?? "sonnet"))
        {
            return Results.Json(new { error = "unsupported model", supported = Models }, statusCode: StatusCodes.Status400BadRequest);
        }

        if (body["stream"]?.GetValueKind() != System.Text.Json.JsonValueKind.True)
        {
            return Results.StatusCode(StatusCodes.Status501NotImplemented);
        }

        var prompt = string.Join('\n', messages.Select(m => Text(m!["content"])));
        _asked.Enqueue(new AskedPrompt("/v1/chat/completions", prompt, body));
        return Results.Stream(stream => ChatStream.WriteAsync(stream, Reply(prompt), CutsStreamAfter, HangsInStream, request.HttpContext.RequestAborted), "text/event-stream");
    }

    private IResult? Unauthorised(HttpRequest request) => Token is null ? Detail(StatusCodes.Status401Unauthorized, "Service unauthenticated")
        : request.Headers.Authorization.ToString() is not { Length: > 0 } shown ? Detail(StatusCodes.Status401Unauthorized, "Missing bearer token")
        : shown == "Bearer " + Token ? null : Detail(StatusCodes.Status401Unauthorized, "Invalid token");

    private static IResult Invalid(string field) => Results.Json(
        new { detail = new[] { new { loc = new[] { "body", field }, msg = "Field required", type = "missing" } } }, statusCode: StatusCodes.Status422UnprocessableEntity);

    private static IResult Detail(int status, string words) => Results.Json(new { detail = words }, statusCode: status);

    private static async Task<JsonObject?> ReadAsync(HttpRequest request)
    {
        try
        {
            return await JsonNode.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted) as JsonObject;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    [GeneratedRegex("<advice (?<mark>[0-9a-f]+)>")]
    private static partial Regex Mark();
}
