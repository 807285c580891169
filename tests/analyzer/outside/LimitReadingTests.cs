using System.Net;
using Upgrades.Analyzer.Outside;

namespace Upgrades.Tests.Analyzer.Outside;

public sealed class LimitReadingTests
{
    private const string Date = "Thu, 01 Jan 2026 10:00:00 GMT";

    /// <summary>Ten minutes after <see cref="Date"/>.</summary>
    private const string Reset = "1767262200";

    [Theory]
    [InlineData(429, "Retry-After: 17", "", 17)]
    [InlineData(429, "Retry-After: Thu, 01 Jan 2026 10:00:30 GMT", "", 30)]
    [InlineData(403, "Retry-After: 17", "", 17)]
    [InlineData(403, "x-ratelimit-remaining: 0|x-ratelimit-reset: " + Reset, "{\"message\":\"API rate limit exceeded for user ID 1.\"}", 600)]
    [InlineData(429, "x-ratelimit-remaining: 0|x-ratelimit-reset: " + Reset, "", 600)]
    [InlineData(429, "ratelimit-remaining: 0|ratelimit-reset: " + Reset, "", 600)]
    [InlineData(403, "x-ratelimit-remaining: 4000|x-ratelimit-reset: " + Reset, "{\"message\":\"You have exceeded a secondary rate limit\"}", null)]
    [InlineData(403, "", "{\"message\":\"You have triggered an abuse detection mechanism\"}", null)]
    [InlineData(429, "", "", null)]
    [InlineData(429, "Retry-After: soon", "", null)]
    [InlineData(403, "", "{\"errors\":[{\"code\":\"TOOMANYREQUESTS\"}]}", null)]
    [InlineData(503, "Retry-After: 120", "", 120)]
    public void asking_too_often_is_known_by_any_of_its_signs(int status, string headers, string words, int? seconds)
    {
        using var answer = Answer(status, headers);

        LimitReading.OfRefusal(answer, words).ShouldBe(new Limit(seconds is { } s ? TimeSpan.FromSeconds(s) : null));
    }

    [Theory]
    [InlineData(403, "", "{\"message\":\"Resource not accessible by personal access token\"}")]
    [InlineData(403, "x-ratelimit-remaining: 4000|x-ratelimit-reset: " + Reset, "")]
    [InlineData(401, "Retry-After: 17", "rate limit")]
    [InlineData(404, "", "rate limit")]
    [InlineData(451, "", "")]
    [InlineData(503, "", "<html>Maintenance</html>")]
    [InlineData(500, "Retry-After: 17", "")]
    [InlineData(200, "x-ratelimit-remaining: 0|x-ratelimit-reset: " + Reset, "")]
    public void any_other_refusal_is_none(int status, string headers, string words)
    {
        using var answer = Answer(status, headers);

        LimitReading.OfRefusal(answer, words).ShouldBeNull();
    }

    [Theory]
    [InlineData("x-ratelimit-limit: 5000|x-ratelimit-remaining: 4999|x-ratelimit-reset: " + Reset + "|x-ratelimit-resource: core", "core", 5000L, 4999L, 600)]
    [InlineData("x-ratelimit-remaining: 9|x-ratelimit-resource: search", "search", null, 9L, null)]
    [InlineData("ratelimit-limit: 100;w=21600|ratelimit-remaining: 76;w=21600", "pulls", 100L, 76L, null)]
    [InlineData("ratelimit-remaining: 5|ratelimit-reset: 12", "pulls", null, 5L, null)]
    public void what_is_left_is_read_off_the_headers(string headers, string resource, long? most, long left, int? seconds)
    {
        using var answer = Answer(200, headers);

        LimitReading.Of(answer.Headers).ShouldBe(new Budget(resource, most, left, seconds is { } s ? TimeSpan.FromSeconds(s) : null));
    }

    [Theory]
    [InlineData("x-ratelimit-remaining: -1")]
    [InlineData("x-ratelimit-remaining: many")]
    [InlineData("x-ratelimit-remaining: 99999999999999999999999")]
    [InlineData("")]
    public void nonsense_is_no_number(string headers)
    {
        using var answer = Answer(200, headers);

        LimitReading.Of(answer.Headers).ShouldBeNull();
    }

    private static HttpResponseMessage Answer(int status, string headers)
    {
        var answer = new HttpResponseMessage((HttpStatusCode)status);
        answer.Headers.TryAddWithoutValidation("Date", Date);
        foreach (var header in headers.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            answer.Headers.TryAddWithoutValidation(header[..colon], header[(colon + 2)..]);
        }

        return answer;
    }
}
