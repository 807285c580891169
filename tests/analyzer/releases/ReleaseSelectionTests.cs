using Upgrades.Analyzer.GitHub;
using Upgrades.Analyzer.Releases;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Tests.Analyzer.Releases;

public sealed class ReleaseSelectionTests
{
    [Theory]
    [InlineData("o/app:2.32.1", "2.33.1", "v2.33.1 v2.33.0 v2.32.1 v2.32.0", "v2.33.0 v2.33.1")]
    [InlineData("o/app:v2.7.4", "v2.7.5", "v2.8.0 v2.7.5 v2.7.4", "v2.7.5")]
    [InlineData("o/app:1.9.0", "1.11.0", "1.11.0 1.9.1 1.10.0 1.8.5", "1.9.1 1.10.0 1.11.0")]
    [InlineData("o/coturn:4.6.3-r1", "4.10.0-r1", "docker/4.10.0-r1 docker/4.9.0-r0 docker/4.6.3-r2 docker/4.6.3-r1", "docker/4.6.3-r2 docker/4.9.0-r0 docker/4.10.0-r1")]
    [InlineData("o/coturn:4.6.3-r1", "4.10.0-r1", "4.10.0 docker/4.10.0-r1 4.7.0 4.6.3", "4.7.0 4.10.0")]
    [InlineData("n8nio/n8n:1.89.0", "1.90.0", "n8n-core@1.90.0 n8n@1.90.0 n8n-core@1.89.5", "n8n@1.90.0")]
    [InlineData("o/server:2026.2.0", "2026.2.2", "version/2026.2.2 version/2026.2.1 version/2026.2.0", "version/2026.2.1 version/2026.2.2")]
    [InlineData("o/pgadmin:9.0", "9.1", "REL-9_1 REL-9_0", "REL-9_1")]
    [InlineData("o/app:1.0.0", "1.1.0", "helm-chart-1.1.0 v1.1.0 helm-chart-1.0.5", "v1.1.0")]
    [InlineData("o/app:1.0.0", "1.2.0", "v1.2.0 v1.1.0-rc.1 v1.1.0-beta", "v1.2.0")]
    [InlineData("o/app:1.0.0-rc.1", "1.0.0-rc.3", "v1.0.0-rc.3 v1.0.0-rc.2 v1.0.0-rc.1", "v1.0.0-rc.2 v1.0.0-rc.3")]
    [InlineData("o/app:5.0.0", "5.0.2", "v5.0.2 v5.0.1 v5.0", "v5.0.1 v5.0.2")]
    public void releases_on_the_way_are_taken_by_version(string from, string to, string listed, string expected)
    {
        var notes = ReleaseSelection.Select(Range(from, to), [.. listed.Split(' ').Select(t => Release(t))]);

        string.Join(' ', notes.Notes.Select(n => n.Name)).ShouldBe(expected);
        notes.Missing.ShouldBeNull();
    }

    [Theory]
    [InlineData("o/app:1.0.0", "1.1.0", "v1.0.5", "1.1.0")]
    [InlineData("o/app:1.0.0", "1.1.0", "v1.0.0", "on the way")]
    [InlineData("o/app:1.0.0", "1.1.0", "web-1.1.0 api-1.1.0", "cannot be told")]
    [InlineData("o/app:1.0.0", "1.1.0", "helm-chart-1.1.0", "cannot be told")]
    public void what_is_missing_is_said(string from, string to, string listed, string expected) =>
        ReleaseSelection.Select(Range(from, to), [.. listed.Split(' ').Select(t => Release(t))]).Missing!.ShouldContain(expected);

    [Fact]
    public void drafts_and_prereleases_are_no_releases_whatever_their_name() =>
        ReleaseSelection.Select(Range("o/app:1.0.0", "1.3.0"), [Release("v1.3.0"), Release("v1.2.0") with { Draft = true }, Release("v1.1.0") with { Prerelease = true }])
            .Notes.Select(n => n.Name).ShouldBe(["v1.3.0"]);

    [Fact]
    public void releases_without_a_word_say_nothing() =>
        ReleaseSelection.Select(Range("o/app:1.0.0", "1.1.0"), [Release("v1.1.0") with { Body = null }]).Missing!.ShouldContain("no words");

    [Theory]
    [InlineData("", "v2.0.0 v1.5.0 v1.2.0", false)]
    [InlineData("", "v1.5.0 v1.0.0", false)]
    [InlineData("", "v0.9.0 v1.0.0", false)]
    [InlineData("v1.5.0", "v0.9.0 v1.0.0", true)]
    [InlineData("v1.5.0", "v1.2.0 v1.0.0", false)]
    [InlineData("v1.5.0", "chart-0.1.0 chart-0.2.0", false)]
    [InlineData("v1.5.0", "chart-9.1.0 v0.9.0", true)]
    public void the_search_ends_with_a_page_of_old_ones_after_a_hit(string before, string page, bool last) =>
        ReleaseSelection.IsLastPage(Range("o/app:1.0.0", "1.5.0"), [.. Split(before)], [.. Split(page)]).ShouldBe(last);

    private static IEnumerable<GitHubRelease> Split(string tags) => tags.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Release);

    private static GitHubRelease Release(string tag) => new(tag, "Something", $"https://github.com/o/r/releases/tag/{tag}", Draft: false, Prerelease: false);

    internal static ReleaseRange Range(string from, string to)
    {
        var image = ImageReference.Parse(from);
        return new ReleaseRange(image, ReleaseTag.Parse(image.Tag)!, ReleaseTag.Parse(to)!);
    }
}
