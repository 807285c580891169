using Upgrades.Analyzer.Assessment;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Tests.Analyzer.Assessment;

public sealed class KeywordsTests
{
    private static readonly Keywords Default = new(Catalog.DefaultKeywords);

    [Theory]
    [InlineData("## Breaking\r\n- The port is 8081 now", "breaking")]
    [InlineData("- **BREAKING**: the port is 8081 now", "breaking")]
    [InlineData("This is a breaking change.", "breaking")]
    [InlineData("backwards-incompatible storage", "incompatible")]
    [InlineData("A database migration runs at the first start", "database migration")]
    [InlineData("Two database\nmigrations run at the first start", "database migration")]
    [InlineData("> **Action required**", "action required")]
    [InlineData("* Removed the v1 API by @someone in https://github.com/o/r/pull/1", "removed")]
    [InlineData("[Deprecated the flag](https://example.org/x)", "deprecated")]
    [InlineData("<details><summary>Breaking changes</summary>\n\nThe port is 8081\n\n</details>", "breaking")]
    [InlineData("| change | kind |\n|---|---|\n| PORT | renamed |", "renamed")]
    [InlineData("feat!: Bump PostgreSQL to 16, manual intervention needed", "manual intervention")]
    [InlineData("There are no new features, but breaking changes", "breaking")]
    [InlineData("1. Step one\n   - nested: schema change", "schema change")]
    public void a_warning_in_prose_is_heard(string text, string keyword) => Default.In(text).ShouldHaveSingleItem().Keyword.ShouldBe(keyword);

    [Theory]
    [InlineData("The link to `removed` files works")]
    [InlineData("```\nremoved = true\n```")]
    [InlineData("    removed = true")]
    [InlineData("See https://example.org/breaking-changes/removed")]
    [InlineData("See [the notes](https://example.org/breaking-changes)")]
    [InlineData("![breaking](https://example.org/x.png)")]
    [InlineData("* chore(deps): update dependency removed-lib to v2 by @renovate")]
    [InlineData("- build(deps): bump breaking from 1.0 to 2.0 by @dependabot in #12")]
    [InlineData("* Bump deprecated from 1.2.0 to 1.3.0 in /ui (#77)")]
    [InlineData("- Update module github.com/docker/docker to v28.0.1+incompatible")]
    [InlineData("uses github.com/docker/docker v28.0.1+incompatible")]
    [InlineData("No breaking changes.")]
    [InlineData("There are no known breaking changes in this release")]
    [InlineData("A non-breaking improvement")]
    [InlineData("Breaking changes: none")]
    [InlineData("## Breaking changes\n\nNone")]
    [InlineData("### Breaking Changes\r\n- None.\r\n\r\n### Fixes\r\n- A bug")]
    [InlineData("No database migration required, no action required.")]
    [InlineData("Nothing was removed")]
    [InlineData("An unremoved or preremoved thing")]
    [InlineData("<!-- breaking: to be filled in -->")]
    [InlineData("<a href=\"https://example.org/breaking\">Notes</a>")]
    [InlineData("")]
    public void what_only_looks_like_a_warning_is_none(string text) => Default.In(text).ShouldBeEmpty();

    [Fact]
    public void a_heading_is_cited_with_what_stands_below() =>
        Default.In("## ⚠️ Breaking changes\n\nThe port is 8081 now.\n").ShouldHaveSingleItem().Excerpt.ShouldBe("⚠️ Breaking changes: The port is 8081 now.");

    [Fact]
    public void a_heading_above_a_line_that_says_it_itself_is_not_cited_too() =>
        Default.In("### Removed\n* The old door is removed\n* Doors for cats\n").Select(h => h.Excerpt).ShouldBe(["The old door is removed"]);

    [Fact]
    public void code_in_a_sentence_is_no_warning_and_is_shown_to_who_reads_one() =>
        Default.In("**Breaking:** `REMOVED_KEY = \"a b\"` is required").ShouldHaveSingleItem().ShouldBe(new KeywordHit("breaking", "Breaking: REMOVED_KEY = \"a b\" is required"));

    [Fact]
    public void a_dependency_line_does_not_hide_the_warning_beside_it() =>
        Default.In("* Bump x from 1.0 to 2.0\n* Removed the old door\n").Select(h => h.Excerpt).ShouldBe(["Removed the old door"]);

    [Fact]
    public void a_long_text_is_cut_around_the_word()
    {
        var hit = Default.In($"{string.Concat(Enumerable.Repeat("word ", 200))}the door is removed {string.Concat(Enumerable.Repeat("more ", 200))}").ShouldHaveSingleItem();

        hit.Excerpt.Length.ShouldBeLessThanOrEqualTo(Keywords.LongestExcerpt);
        hit.Excerpt.ShouldContain("the door is removed");
    }

    [Fact]
    public void control_and_direction_characters_are_gone() =>
        Default.In("It was re\u200bmoved: \u202eremoved\u0007").ShouldHaveSingleItem().Excerpt.Any(c => char.IsControl(c) || c is '\u202e').ShouldBeFalse();

    [Theory]
    [InlineData(40_000, "> ")]
    [InlineData(40_000, "[")]
    [InlineData(20_000, "**a")]
    [InlineData(20_000, "- ")]
    public void hostile_markdown_is_read_all_the_same(int times, string part) =>
        Default.In(string.Concat(Enumerable.Repeat(part, times)) + "\n\nremoved").Count().ShouldBeLessThanOrEqualTo(1);

    [Fact]
    public void the_operators_own_words_count_and_no_others()
    {
        var own = new Keywords(["handle with care", " ", "C++"]);

        own.In("Handle  with care, it was removed").ShouldHaveSingleItem().Keyword.ShouldBe("handle with care");
        new Keywords([]).In("BREAKING").ShouldBeEmpty();
    }
}
