using Upgrades.Analyzer.GitHub;

namespace Upgrades.Tests.Analyzer.GitHub;

public sealed class ListPageTests
{
    [Theory]
    [InlineData("per_page=100", 0, "per_page=50&page=1", 0)]
    [InlineData("per_page=100&page=3", 0, "per_page=50&page=5", 0)]
    [InlineData("per_page=50&page=2", 0, "per_page=25&page=3", 0)]
    [InlineData("per_page=25&page=2", 0, "per_page=10&page=3", 5)]
    [InlineData("page=4&per_page=25", 0, "per_page=10&page=8", 5)]
    [InlineData("per_page=30&page=2", 0, "per_page=25&page=2", 5)]
    [InlineData("per_page=25&page=2", 5, "per_page=10&page=4", 0)]
    public void a_smaller_page_begins_where_the_larger_one_did(string query, int skip, string expected, int skipThen)
    {
        var smaller = new ListPage(new Uri($"https://api.github.com/repositories/1/releases?{query}"), skip).Shrink()!;

        (smaller.Address.AbsoluteUri, smaller.Skip).ShouldBe(($"https://api.github.com/repositories/1/releases?{expected}", skipThen));
    }

    [Theory]
    [InlineData("per_page=10&page=3")]
    [InlineData("page=3")]
    [InlineData("per_page=100&after=abc")]
    [InlineData("per_page=-5")]
    [InlineData("")]
    public void one_that_cannot_be_smaller_or_is_not_counted_is_left(string query) =>
        new ListPage(new Uri($"https://api.github.com/repositories/1/releases?{query}")).Shrink().ShouldBeNull();
}
