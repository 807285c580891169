using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Upgrades.Analyzer.Outside;

/// <summary>Asked too often.</summary>
/// <param name="Wait">As the other side says; null when it does not.</param>
internal sealed record Limit(TimeSpan? Wait);

/// <summary>What is left of a budget.</summary>
/// <param name="Resource">GitHub counts several; <c>core</c> is what we use. Registries count <c>pulls</c>.</param>
/// <param name="Reset">Until it is full again; null when that is not said.</param>
internal sealed record Budget(string Resource, long? Most, long Remaining, TimeSpan? Reset);

/// <summary>What headers and words say about limits: <c>reference/github.md</c> "Rate limits", <c>reference/registry.md</c>, RFC 9110 §10.2.3.</summary>
internal static class LimitReading
{
    private static readonly string[] Words = ["rate limit", "toomanyrequests", "abuse detection"];

    /// <returns>Null when it was not about asking too often. A 503 is, when it says when to come back.</returns>
    public static Limit? OfRefusal(HttpResponseMessage answer, string words) => answer.StatusCode switch
    {
        HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests when RetryAfter(answer.Headers) is { } asked => new Limit(asked),
        HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests when Of(answer.Headers) is { Remaining: 0, Reset: { } reset } => new Limit(reset),
        HttpStatusCode.TooManyRequests => new Limit(Until(answer.Headers, "x-ratelimit-reset") ?? Until(answer.Headers, "ratelimit-reset")),
        HttpStatusCode.Forbidden when Array.Exists(Words, w => words.Contains(w, StringComparison.OrdinalIgnoreCase)) => new Limit(Wait: null),
        HttpStatusCode.ServiceUnavailable when RetryAfter(answer.Headers) is { } asked => new Limit(asked),
        _ => null,
    };

    /// <summary>GitHub's headers have an x, GitLab's and the registries' have none; Docker Hub adds its window (<c>76;w=21600</c>) and no reset.</summary>
    public static Budget? Of(HttpResponseHeaders headers) =>
        Number(headers, "x-ratelimit-remaining") is { } left
            ? new Budget(Text(headers, "x-ratelimit-resource") ?? "core", Number(headers, "x-ratelimit-limit"), left, Until(headers, "x-ratelimit-reset"))
        : Number(headers, "ratelimit-remaining") is { } pulls
            ? new Budget("pulls", Number(headers, "ratelimit-limit"), pulls, Until(headers, "ratelimit-reset"))
        : null;

    private static TimeSpan? RetryAfter(HttpResponseHeaders headers) => headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - Now(headers),
        _ => null,
    };

    private static TimeSpan? Until(HttpResponseHeaders headers, string name) => Number(headers, name) is { } epoch and > 1_000_000_000
        ? DateTimeOffset.FromUnixTimeSeconds(Math.Min(epoch, uint.MaxValue)) - Now(headers)
        : null;

    /// <summary>The server's clock where it tells it: what it says about later is measured by that one.</summary>
    private static DateTimeOffset Now(HttpResponseHeaders headers) => headers.Date ?? TimeProvider.System.GetUtcNow();

    private static string? Text(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) && values.FirstOrDefault() is { Length: > 0 and < 50 } text ? text : null;

    private static long? Number(HttpResponseHeaders headers, string name) =>
        Text(headers, name) is { } text && long.TryParse(text.Split(';', ',')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
