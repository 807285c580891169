using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;

namespace Upgrades.Sandbox;

/// <summary>Awkward answers that wait for the next requests, first in, first out.</summary>
internal sealed class AnswerQueue
{
    private readonly ConcurrentQueue<SetAnswer> _answers = [];

    public void Add(int status, string body, IReadOnlyDictionary<string, string>? headers = null) =>
        _answers.Enqueue(new SetAnswer(status, body, headers));

    public bool TryTake([NotNullWhen(true)] out IResult? answer)
    {
        var taken = _answers.TryDequeue(out var set);
        answer = set;
        return taken;
    }
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
