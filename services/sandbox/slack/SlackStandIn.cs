using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Upgrades.Sandbox.Slack;

/// <summary>Slack's incoming webhook at <c>/services/T000/B000/secret</c>: the answers of <c>reference/slack.md</c> §1.</summary>
public sealed class SlackStandIn
{
    public const string WebhookPath = "/services/T000/B000/secret";

    private const int LongestText = 40_000;
    private readonly Lock _gate = new();
    private readonly List<string> _messages = [];
    private readonly AnswerQueue _answers = new();

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
        app.MapPost(WebhookPath, PostAsync);
        app.MapPost("/services/{**rest}", () => Results.Text("no_service", statusCode: StatusCodes.Status404NotFound));
    }

    private async Task<IResult> PostAsync(HttpRequest request)
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
            _messages.Add(shown);
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
