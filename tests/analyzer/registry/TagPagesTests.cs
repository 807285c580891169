using System.Net;
using System.Text;
using Upgrades.Analyzer.Outside;
using Upgrades.Analyzer.Registry;

namespace Upgrades.Tests.Analyzer.Registry;

public sealed class TagPagesTests
{
    private static readonly Uri First = new("https://r.example:5000/v2/o/app/tags/list?n=1000");

    [Theory]
    [InlineData("https://r.example:5000/v2/o/app/tags/list?last=1.0&n=100", "https://r.example:5000/v2/o/app/tags/list?last=1.0&n=100")]
    // As a registry behind a proxy calls itself: the way, and the password, stay ours.
    [InlineData("http://registry.internal/v2/o/app/tags/list?last=1.0", "https://r.example:5000/v2/o/app/tags/list?last=1.0")]
    [InlineData("https://r.example:5000/v2/o/app/tags/list?n=1000", null)]
    public void a_link_leads_on_whatever_the_size_of_the_page(string link, string? expected) =>
        new TagPages().Add(First, Answer("[\"1.0\"]", link))?.AbsoluteUri.ShouldBe(expected);

    [Theory]
    [InlineData(999, null)]
    [InlineData(1000, "https://r.example:5000/v2/o/app/tags/list?n=1000&last=1.999")]
    // All at once, as Docker Hub does it.
    [InlineData(1001, null)]
    public void without_a_link_only_a_page_that_is_exactly_full_is_not_the_last(int tags, string? expected) =>
        new TagPages().Add(First, Answer(Numbered(tags)))?.AbsoluteUri.ShouldBe(expected);

    [Fact]
    public void a_page_with_nothing_new_is_the_last()
    {
        var pages = new TagPages();
        pages.Add(First, Answer(Numbered(1000))).ShouldNotBeNull();

        pages.Add(First, Answer(Numbered(1000), "https://r.example:5000/v2/o/app/tags/list?n=1000&page=2")).ShouldBeNull();
        pages.Tags.Count.ShouldBe(1000);
    }

    [Fact]
    public void what_only_carries_a_signature_is_no_version_and_nonsense_no_tag()
    {
        var hash = "sha256-" + new string('a', 64);
        var pages = new TagPages();

        pages.Add(First, Answer($"[\"{hash}\",\"{hash}.sig\",\"{hash}.att\",\"{hash}.sbom\",\"{hash}.x\",\"1.0\",\"1.0\",null,\"a b\",\"-1\"]"));

        pages.Tags.ShouldBe([hash + ".x", "1.0"]);
    }

    [Fact]
    public void a_list_without_end_ends()
    {
        var (pages, next, asked) = (new TagPages(), First, 0);
        for (; next is not null; asked++)
        {
            next = pages.Add(next, Answer($"[\"{asked}\"]", $"https://r.example:5000/v2/o/app/tags/list?last={asked}"));
        }

        asked.ShouldBe(200);
        var long_ = new TagPages();
        var padding = new string(' ', 10 << 20);
        Enumerable.Range(0, 100).TakeWhile(i => long_.Add(First, Answer($"[\"{i}\"]{padding}", $"https://r.example:5000/{i}")) is not null).Count().ShouldBe(6);
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("7")]
    public void what_is_no_list_is_said(string body) => Should.Throw<OutsideUnavailableException>(
        () => new TagPages().Add(First, new RegistryAnswer(HttpStatusCode.OK, Encoding.UTF8.GetBytes(body), null, null, null)));

    private static string Numbered(int count) => $"[{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"1.{i}\""))}]";

    private static RegistryAnswer Answer(string tags, string? link = null) => new(
        HttpStatusCode.OK, Encoding.UTF8.GetBytes($"{{\"name\":\"o/app\",\"tags\":{tags}}}"), "application/json", null, link is null ? null : new Uri(link));
}
