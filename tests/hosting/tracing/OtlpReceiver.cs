using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Upgrades.Tests.Hosting.Tracing;

/// <summary>A span as it reached the collector.</summary>
/// <param name="Links">Traces that it links to.</param>
internal sealed record ReceivedSpan(string Process, string TraceId, string Id, string? Parent, string Name, int Kind, ulong Start, ulong End, int Status, IReadOnlyDictionary<string, string> Tags,
    IReadOnlyList<string> Links)
{
    public string? Service => Tags.GetValueOrDefault("upgrades.service");
}

/// <summary>A collector: OTLP over gRPC, as far as <c>TraceService/Export</c> goes (opentelemetry-proto 1.x).</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtlpReceiver(WebApplication app) => _app = app;

    public ConcurrentQueue<ReceivedSpan> Spans { get; } = new();

    public string Address => _app.Urls.Single();

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http2));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new OtlpReceiver(builder.Build());
        receiver._app.MapPost("/opentelemetry.proto.collector.trace.v1.TraceService/Export", receiver.ExportAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    public IReadOnlyList<ReceivedSpan> Of(Guid upgrade) => [.. Spans.Where(s => s.TraceId == upgrade.ToString("N"))];

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ExportAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        // gRPC: a flag, the length, the message; the answer is an empty one.
        foreach (var resourceSpans in ProtoMessage.Read(body.ToArray().AsSpan(5)).Messages(1))
        {
            var process = Tags(resourceSpans.Message(1)!, field: 1).GetValueOrDefault("service.name", "");
            foreach (var span in resourceSpans.Messages(2).SelectMany(scope => scope.Messages(2)))
            {
                Spans.Enqueue(new ReceivedSpan(
                    process, Convert.ToHexStringLower(span.Bytes(1)!), Convert.ToHexStringLower(span.Bytes(2)!),
                    span.Bytes(4) is { Length: > 0 } parent ? Convert.ToHexStringLower(parent) : null, span.Text(5)!, (int)span.Number(6), span.Number(7), span.Number(8), (int)(span.Message(15)?.Number(3) ?? 0), Tags(span, field: 9),
                    [.. span.Messages(13).Select(l => Convert.ToHexStringLower(l.Bytes(1)!))]));
            }
        }

        context.Response.ContentType = "application/grpc";
        context.Response.AppendTrailer("grpc-status", "0");
        await context.Response.Body.WriteAsync(new byte[5]);
    }

    private static Dictionary<string, string> Tags(ProtoMessage holder, int field) => holder.Messages(field).ToDictionary(
        pair => pair.Text(1)!, pair => pair.Message(2) is { } value ? value.Text(1) ?? $"{value.Number(3)}" : "");
}
