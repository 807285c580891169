using Upgrades.Analyzer.Releases.Changelogs;

namespace Upgrades.Tests.Analyzer.Releases.Changelogs;

public sealed class ChangelogNamesTests
{
    [Theory]
    [InlineData("CHANGELOG.md", true)]
    [InlineData("Changes", true)]
    [InlineData("HISTORY.rst", true)]
    [InlineData("news.txt", true)]
    [InlineData("RELEASE-NOTES.md", true)]
    [InlineData("release_notes.adoc", true)]
    [InlineData("Change_Log.markdown", true)]
    [InlineData("changelog.py", false)]
    [InlineData("README.md", false)]
    [InlineData("newsletter.md", false)]
    public void a_changelog_is_known_by_its_name(string file, bool expected) => (ChangelogNames.Rank(file) >= 0).ShouldBe(expected);

    [Theory]
    [InlineData("CHANGELOG-1.x.md", false, "1.5.0", "1.9.0", true)]
    [InlineData("CHANGELOG-1.x.md", false, "2.5.0", "2.9.0", false)]
    [InlineData("CHANGELOG-1.x.md", false, "1.5.0", "2.9.0", true)]
    [InlineData("CHANGELOG_V2.md", false, "1.5.0", "2.9.0", true)]
    [InlineData("CHANGELOG-1.27.md", false, "1.26.3", "1.28.0", true)]
    [InlineData("CHANGELOG-1.2.md", false, "1.26.3", "1.28.0", false)]
    [InlineData("v2.md", true, "1.5.0", "2.9.0", true)]
    [InlineData("v2.md", false, "1.5.0", "2.9.0", null)]
    [InlineData("5.0.1.txt", true, "5.0.0", "5.0.2", true)]
    [InlineData("release-5.0.3.md", true, "5.0.0", "5.0.2", false)]
    [InlineData("1.2", true, "1.1.0", "1.3.0", true)]
    [InlineData("README.md", true, "1.1.0", "1.3.0", null)]
    [InlineData("1234.bugfix", true, "1.1.0", "1.3.0", null)]
    public void files_by_version_are_read_where_a_part_of_the_way_is_in_them(string file, bool inFolder, string from, string to, bool? expected) =>
        (ChangelogNames.LineOf(file, inFolder) is { } line ? ChangelogNames.IsOnTheWay(line, ChangelogFileTests.Range(from, to)) : (bool?)null).ShouldBe(expected);
}
