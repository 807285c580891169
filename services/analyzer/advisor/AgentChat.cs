using System.Text;
using System.Text.Json;

namespace Upgrades.Analyzer.Advisor;

/// <summary>
/// <c>POST /v1/chat/completions</c> with <c>stream: true</c>. Preferred to <c>/execute</c>: by <c>reference/claude-agent-service.md</c> only the
/// streamed form runs the agent without tools, while the other forms run with a clone of the repository, credentials and no permission
/// prompts, and what is sent was written by strangers.
/// </summary>
internal sealed class AgentChat(AgentConnection connection, AdvisorOptions options)
{
    /// <exception cref="AdvisorException">No answer.</exception>
    public async Task<string> AskAsync(AdvisorPrompt prompt, CancellationToken cancellationToken) => Read(await connection.SendAsync(
        HttpMethod.Post,
        "v1/chat/completions",
        new
        {
            model = options.Model,
            stream = true,
            messages = (object[])[new { role = "system", content = prompt.Instructions }, new { role = "user", content = prompt.Data }],
        },
        cancellationToken));

    /// <summary>Server-sent events, each a <c>chat.completion.chunk</c>, then <c>data: [DONE]</c>. A timeout over there looks like an end: the marks tell.</summary>
    private static string Read(byte[] body)
    {
        const string Field = "data:";
        var (text, chunks) = (new StringBuilder(), 0);
        foreach (var line in Encoding.UTF8.GetString(body).Split('\n').Select(l => l.Trim()).Where(l => l.StartsWith(Field, StringComparison.Ordinal)))
        {
            var data = line[Field.Length..].Trim();
            if (data == "[DONE]")
            {
                break;
            }

            text.Append(Delta(AgentConnection.ReadObject(Encoding.UTF8.GetBytes(data))));
            chunks++;
        }

        return chunks > 0 ? text.ToString() : throw new AdvisorException(AdviceOutcome.Garbage, $"no stream was answered: {PlainText.Line(Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 300))), 200)}");
    }

    private static string? Delta(JsonElement chunk) =>
        chunk.TryGetProperty("error", out var error) ? throw new AdvisorException(AdviceOutcome.Failed, PlainText.Line(error.ToString(), 200))
        : chunk.TryGetProperty("choices", out var choices) && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() > 0
            && choices[0].ValueKind == JsonValueKind.Object && choices[0].TryGetProperty("delta", out var delta) ? AgentConnection.Text(delta, "content")
        : null;
}
