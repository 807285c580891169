using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Upgrades.Sandbox.Slack;

/// <summary>
/// Slack: an incoming webhook at <c>/services/T000/B000/secret</c>, another beside it, and the Web API at <c>/api/</c> with its
/// <see cref="Workspace"/>. Answers as in <c>reference/slack.md</c> §§1 and 4.
/// </summary>
public sealed class SlackStandIn
{
    public const string WebhookPath = "/services/T000/B000/secret";

    /// <summary>Another channel's.</summary>
    public const string OtherWebhookPath = "/services/T000/B001/other";

    /// <summary>What <c>UPGRADES__SLACK__APIURL</c> is here.</summary>
    public const string ApiPath = "/api/";

    private const int LongestText = 40_000;
    private readonly Lock _gate = new();
    private readonly List<string> _messages = [];
    private readonly List<string> _others = [];
    private readonly AnswerQueue _answers = new();

    /// <summary>What a bot sees.</summary>
    public SlackWorkspace Workspace { get; } = new();

    /// <summary>Texts that came by the other webhook.</summary>
    public IReadOnlyList<string> Others
    {
        get
        {
            lock (_gate)
            {
                return [.. _others];
            }
        }
    }

    /// <summary>Texts in the order in which they were posted.</summary>
    public IReadOnlyList<string> Messages
    {
        get
        {
            lock (_gate)
            {
                return [.. _messages];
            }
        }
    }

    /// <summary>Raised within the request, after the message is in <see cref="Messages"/>.</summary>
    public event Action<string>? Posted;

    /// <summary>The next request gets this answer instead; calls add up.</summary>
    public void AnswerNext(int status, string body, int? retryAfterSeconds = null) =>
        _answers.Add(status, body, retryAfterSeconds is { } seconds
            ? new Dictionary<string, string> { ["Retry-After"] = seconds.ToString(CultureInfo.InvariantCulture) }
            : null);

    public void Map(WebApplication app)
    {
        app.MapPost(WebhookPath, request => PostAsync(request, _messages));
        app.MapPost(OtherWebhookPath, request => PostAsync(request, _others));
        SlackMethods.Map(app, Workspace);
        app.MapPost("/services/{**rest}", () => Results.Text("no_service", statusCode: StatusCodes.Status404NotFound));
    }

    private async Task PostAsync(HttpContext context, List<string> messages) => await (await AnswerAsync(context.Request, messages)).ExecuteAsync(context);

    private async Task<IResult> AnswerAsync(HttpRequest request, List<string> messages)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        if (_answers.TryTake(out var answer))
        {
            return answer;
        }

        if (!TryRead(body, out var text))
        {
            return Results.Text("invalid_payload", statusCode: StatusCodes.Status400BadRequest);
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            return Results.Text("no_text", statusCode: StatusCodes.Status400BadRequest);
        }

        var shown = text.Length <= LongestText ? text : text[..LongestText];
        lock (_gate)
        {
            messages.Add(shown);
        }

        Posted?.Invoke(shown);
        return Results.Text("ok");
    }

    private static bool TryRead(string body, out string? text)
    {
        text = null;
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return false;
            }

            text = document.RootElement.TryGetProperty("text", out var value) ? value.GetString() : null;
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
