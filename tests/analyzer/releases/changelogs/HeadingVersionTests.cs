using Upgrades.Analyzer.Releases.Changelogs;

namespace Upgrades.Tests.Analyzer.Releases.Changelogs;

public sealed class HeadingVersionTests
{
    [Theory]
    [InlineData("1.2.3", "1.2.3", true)]
    [InlineData("[1.2.3] - 2024-05-01", "1.2.3", true)]
    [InlineData("[v1.2.3](https://x/compare/v1.2.2...v1.2.3)", "v1.2.3", true)]
    [InlineData("Version 1.2 (May 2024)", "1.2", true)]
    [InlineData("What's new in 1.2", "1.2", true)]
    [InlineData("Changes between 1.1.0 and 1.2.0", "1.2.0", true)]
    [InlineData("Changes from 1.1.0 to 1.2.0", "1.2.0", true)]
    [InlineData("n8n@1.90.0", "n8n@1.90.0", true)]
    [InlineData("1.2.3 \"Bobcat\"", "1.2.3", true)]
    [InlineData("1.2.3, released 2024-05-01", "1.2.3", true)]
    [InlineData("**1.2.3-rc.1** / 2024-05-01", "1.2.3-rc.1", true)]
    [InlineData("Nextcloud 28.0.1", "28.0.1", false)]
    [InlineData("1.2.3 is better than 1.2.2", "1.2.3", false)]
    [InlineData("Upgrading from 1.1 to 1.2", null, false)]
    [InlineData("Changes since 1.1.0", null, false)]
    [InlineData("Python 3.12 support", null, false)]
    [InlineData("Dropped 3.7 and 3.8", null, false)]
    [InlineData("Unreleased", null, false)]
    [InlineData("2024", null, false)]
    [InlineData("", null, false)]
    public void a_heading_announces_a_version_or_not(string text, string? name, bool certain)
    {
        var found = HeadingVersion.Find(text);

        found?.Name.ShouldBe(name);
        (found is null).ShouldBe(name is null);
        (found?.Certain ?? false).ShouldBe(certain);
    }
}
