using Upgrades.Contracts.Vocabulary;
using Upgrades.Verifier.Decisions;

namespace Upgrades.Tests.Verifier.Decisions;

public sealed class StackResultTests
{
    private static readonly LinePattern Pattern = LinePattern.Parse(@"^\[(?<stack>[^\]]+)\] (?:(?<ok>OK)|(?<skipped>SKIPPED)|(?<failed>FAILED))");

    [Theory]
    [InlineData("url", "[url] OK", "Ok [url] OK")]
    [InlineData("url", "[url] SKIPPED (locked)", "Skipped [url] SKIPPED (locked)")]
    [InlineData("url", "[url] FAILED|[other] OK", "Failed [url] FAILED")]
    [InlineData("url", "[url] FAILED|again|[url] OK", "Ok [url] OK")]
    [InlineData("url", "[url] OK|[url] FAILED", "Failed [url] FAILED")]
    [InlineData("servarr/web", "[web] OK", "Ok [web] OK")]
    [InlineData("servarr/web", "[servarr/web] FAILED|[web] OK", "Failed [servarr/web] FAILED")]
    [InlineData("web", "[servarr/web] OK", null)]
    [InlineData("url", "[URL] OK", null)]
    [InlineData("url", "[url] WAITING|  [url] OK", null)]
    [InlineData("url", "", null)]
    public void the_last_word_about_a_stack_counts(string stack, string log, string? result) =>
        (StackResult.Of(Pattern, stack, log.Split('|')) is { } found ? $"{found.Outcome} {found.Line}" : null).ShouldBe(result);

    [Fact]
    public void the_lines_around_it_are_few_and_without_secrets()
    {
        string[] log = [.. Enumerable.Range(0, 50).Select(i => $"line {i}"), "password=hunter2", "[url] FAILED", .. Enumerable.Range(50, 50).Select(i => $"line {i}")];

        var around = StackResult.Of(Pattern, "url", log)!.Around;

        around.Count.ShouldBe(20);
        around.TakeLast(5).ShouldBe(["password=***", "[url] FAILED", "line 50", "line 51", "line 52"]);
        StackResult.Of(Pattern, "url", ["[url] FAILED"])!.Around.ShouldBe(["[url] FAILED"]);
    }
}
