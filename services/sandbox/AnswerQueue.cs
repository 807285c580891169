using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;

namespace Upgrades.Sandbox;

/// <summary>Awkward answers that wait for the next requests, first in, first out.</summary>
internal sealed class AnswerQueue
{
    private readonly ConcurrentQueue<IResult> _answers = [];

    public void Add(int status, string body, IReadOnlyDictionary<string, string>? headers = null) =>
        _answers.Enqueue(new SetAnswer(status, body, headers));

    public void Add(AnswerFault fault) => _answers.Enqueue(new FaultyAnswer(fault));

    public bool TryTake([NotNullWhen(true)] out IResult? answer) => _answers.TryDequeue(out answer);
}

/// <summary>The content type is read off the body's first character, unless a header says it.</summary>
internal sealed record SetAnswer(int Status, string Body, IReadOnlyDictionary<string, string>? Headers) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = Body.AsSpan().TrimStart() switch
        {
            ['{' or '[', ..] => "application/json; charset=utf-8",
            ['<', ..] => "text/html; charset=utf-8",
            _ => "text/plain; charset=utf-8",
        };
        foreach (var (name, value) in Headers ?? new Dictionary<string, string>())
        {
            response.Headers[name] = value;
        }

        if (Status is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified) && !HttpMethods.IsHead(httpContext.Request.Method))
        {
            await response.WriteAsync(Body, httpContext.RequestAborted);
        }
    }
}

/// <summary>What goes wrong below HTTP.</summary>
public enum AnswerFault
{
    /// <summary>The connection is closed without a word.</summary>
    HangUp,

    /// <summary>The connection is closed in the middle of a body.</summary>
    BreakOff,

    /// <summary>Nothing comes until whoever asks gives up.</summary>
    Silence,
}

internal sealed record FaultyAnswer(AnswerFault Fault) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (Fault == AnswerFault.Silence)
        {
            var gone = new TaskCompletionSource();
            await using var registration = httpContext.RequestAborted.Register(gone.SetResult);
            await gone.Task;
            return;
        }

        if (Fault == AnswerFault.BreakOff)
        {
            // Fewer bytes than promised make Kestrel close the connection after them; an abort could overtake them.
            (httpContext.Response.ContentType, httpContext.Response.ContentLength) = ("application/json; charset=utf-8", 1000);
            await httpContext.Response.WriteAsync("{\"name\":", httpContext.RequestAborted);
            return;
        }

        httpContext.Abort();
    }
}
