using System.Text;
using System.Text.Json.Nodes;

namespace Upgrades.Sandbox.Agent;

/// <summary>An answer as <c>chat.completion.chunk</c> events, a few characters each, then <c>[DONE]</c>.</summary>
internal static class ChatStream
{
    private const int ChunkLength = 40;

    public static async Task WriteAsync(Stream stream, string text, int? cutAfter, bool hangs, CancellationToken cancellationToken)
    {
        await SendAsync(stream, Chunk(new JsonObject { ["role"] = "assistant" }, finish: null), cancellationToken);
        var said = cutAfter is { } most && most < text.Length ? text[..most] : text;
        foreach (var piece in said.Chunk(ChunkLength))
        {
            await SendAsync(stream, Chunk(new JsonObject { ["content"] = new string(piece) }, finish: null), cancellationToken);
        }

        if (hangs)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        await SendAsync(stream, Chunk([], finish: "stop"), cancellationToken);
        await SendAsync(stream, "[DONE]", cancellationToken);
    }

    private static string Chunk(JsonObject delta, string? finish) => new JsonObject
    {
        ["id"] = "chatcmpl-1",
        ["object"] = "chat.completion.chunk",
        ["created"] = 1_780_000_000,
        ["model"] = "sonnet",
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finish }),
    }.ToJsonString();

    private static async Task SendAsync(Stream stream, string data, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"data: {data}\n\n"), cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }
}
