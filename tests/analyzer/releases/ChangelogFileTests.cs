using Upgrades.Analyzer.Releases;

namespace Upgrades.Tests.Analyzer.Releases;

public sealed class ChangelogFileTests
{
    private const string KeepAChangelog =
        """
        # Changelog

        ## [Unreleased]
        - Not yet

        ## [1.2.0] - 2026-03-01
        ### Removed
        - The old door

        ## [1.1.0] - 2026-02-01
        ### Added
        - A new door
        ```
        ## 9.9.9
        ```

        ## [1.0.0] - 2026-01-01
        - First
        """;

    [Fact]
    public void sections_on_the_way_are_taken_whole()
    {
        var notes = ChangelogFile.Select(ReleaseSelectionTests.Range("o/app:1.0.0", "1.2.0"), KeepAChangelog, "https://github.com/o/app/blob/HEAD/CHANGELOG.md");

        notes.Notes.Select(n => n.Name).ShouldBe(["1.1.0", "1.2.0"]);
        notes.Notes[0].Text.ShouldContain("## 9.9.9");
        notes.Notes[1].Text.ShouldBe("### Removed\n- The old door");
        notes.Missing.ShouldBeNull();
    }

    [Theory]
    [InlineData("# v1.1.0\nText\n# v1.0.0")]
    [InlineData("## app 1.1.0 (2026-02-01)\nText\n## app 1.0.0")]
    [InlineData("1.1.0 / 2026-02-01\n==================\nText\n\n1.0.0 / 2026-01-01\n==================\n")]
    [InlineData("### Version 1.1.0\r\nText\r\n### Version 1.0.0\r\n")]
    [InlineData("## [v1.1.0](https://github.com/o/app/compare/v1.0.0...v1.1.0)\nText")]
    public void headings_are_written_in_many_ways(string text)
    {
        var note = ChangelogFile.Select(ReleaseSelectionTests.Range("o/app:1.0.0", "1.1.0"), text, null).Notes.ShouldHaveSingleItem();

        note.Text.ShouldBe("Text");
        note.Version.Tag.Core.ShouldBe("1.1.0");
    }

    [Theory]
    [InlineData("", "none of its sections")]
    [InlineData("# Changelog\n\nSee the website", "none of its sections")]
    [InlineData("## 1.0.5\nText", "no section for 1.1.0")]
    public void what_is_not_there_is_said(string text, string expected) =>
        ChangelogFile.Select(ReleaseSelectionTests.Range("o/app:1.0.0", "1.1.0"), text, null).Missing!.ShouldContain(expected);

    [Theory]
    [InlineData("README.md CHANGELOG.md HISTORY.md", "CHANGELOG.md")]
    [InlineData("LICENSE Changes", "Changes")]
    [InlineData("changelog.py HISTORY.rst", "HISTORY.rst")]
    [InlineData("README.md", null)]
    public void the_file_is_known_by_its_name(string files, string? expected) => ChangelogFile.Pick(files.Split(' ')).ShouldBe(expected);
}
