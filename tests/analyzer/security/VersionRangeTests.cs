using Upgrades.Analyzer.Releases;
using Upgrades.Analyzer.Security;

namespace Upgrades.Tests.Analyzer.Security;

public sealed class VersionRangeTests
{
    [Theory]
    [InlineData("< 1.35.5", "1.35.4 1.0 1.35.5-rc.1 0.9-alpine", "1.35.5 v1.35.5 1.35.5-r2 1.36")]
    [InlineData("<1.35.5", "1.35.4", "1.35.5")]
    [InlineData("<= v2.0", "2.0.0 1.9", "2.0.1")]
    [InlineData("≤ 2.0", "2.0", "2.1")]
    [InlineData(">= 1.2, < 1.4", "1.2.0 1.3.9", "1.1.9 1.4.0")]
    [InlineData(">=1.2 <1.4", "1.2.0 1.3.9", "1.1.9 1.4.0")]
    [InlineData("< 1.4, >= 1.2", "1.2.0 1.3.9", "1.1.9 1.4.0")]
    [InlineData("> 1.2, <= 1.4", "1.2.1 1.4.0", "1.2.0 1.4.1")]
    [InlineData("= 1.1", "1.1.0", "1.1.1 1.0.9")]
    [InlineData("== 1.1", "1.1", "1.2")]
    [InlineData("1.1.0", "1.1", "1.2")]
    [InlineData("1.1.0, 1.3.0", "1.1 1.3", "1.2")]
    [InlineData("1.2.0 - 1.2.9", "1.2.0 1.2.5 1.2.9", "1.1.9 1.2.10")]
    [InlineData("1.2.0 to 1.2.9", "1.2.5", "1.2.10")]
    [InlineData("< 1.2.9 || >= 1.3, < 1.3.1", "1.2.8 1.3.0", "1.2.9 1.3.1")]
    [InlineData(">= 1.2, < 1.2.9, >= 1.3, < 1.3.1", "1.2.8 1.3.0", "1.1.0 1.2.9 1.3.1")]
    [InlineData("< 1.2.9, >= 1.3, < 1.3.1", "1.0.0 1.3.0", "1.2.9 1.3.1")]
    [InlineData(">= 1.2", "1.2 99.0", "1.1")]
    [InlineData("< 2", "1.99.0", "2.0.0")]
    [InlineData("< v2", "1.99.0", "2.0.0")]
    [InlineData("*", "1.0 99.0", "")]
    [InlineData("All versions", "1.0", "")]
    [InlineData("< version/2026.2.2", "2026.2.1", "2026.2.2")]
    [InlineData("1.2.9 and earlier", "1.2.9 1.0", "1.2.10")]
    [InlineData("Versions v1.2 or below", "1.2.0", "1.2.1")]
    [InlineData("All versions prior to 1.3", "1.2.9", "1.3.0")]
    [InlineData("before 1.3", "1.2.9", "1.3.0")]
    [InlineData("< n8n@1.90.0", "1.89.0", "1.90.0")]
    public void a_range_holds_what_it_says(string range, string inside, string outside)
    {
        var read = VersionRange.Parse(range).ShouldNotBeNull();

        inside.Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(v => read.Holds(Version(v)) == true);
        outside.Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(v => read.Holds(Version(v)) == false);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("   ")]
    [InlineData("everything before the spring release")]
    [InlineData("before the spring")]
    [InlineData("up to 1.2")]
    [InlineData("~> 1.2")]
    [InlineData("^1.2.0")]
    [InlineData("1.2.x")]
    [InlineData("< 1.2.x")]
    [InlineData("1.2.*")]
    [InlineData("1.2.0-1.2.9")]
    [InlineData("< 1.35.5, < 1.36.2")]
    [InlineData(">= 1.2, >= 1.4")]
    [InlineData("< 1.2 ||")]
    [InlineData("< latest")]
    [InlineData("!= 1.2")]
    [InlineData("< 1.2 and more")]
    [InlineData(">= 1.0, < 2.0, >= 1.5")]
    public void what_cannot_be_told_is_not_guessed(string? range) => VersionRange.Parse(range).ShouldBeNull();

    [Fact]
    public void dates_and_numbers_do_not_compare()
    {
        VersionRange.Parse("< 2024.5.6")!.Holds(Version("3.0.0")).ShouldBeNull();
        VersionRange.Parse("< 3.0.0")!.Holds(Version("2024.5.6")).ShouldBeNull();
    }

    [Fact]
    public void a_wall_of_text_is_not_read() => VersionRange.Parse("< 1.2, " + new string(' ', 1_000_000) + "x").ShouldBeNull();

    [Theory]
    [InlineData("1.2.9, 1.3.1", "1.2.9 1.3.1")]
    [InlineData(">= v1.4.0", "1.4.0")]
    [InlineData("1.2.9 || 1.3.1", "1.2.9 1.3.1")]
    [InlineData("", "")]
    [InlineData("none yet", "")]
    [InlineData("1.2.9, soon", "")]
    [InlineData("< 1.2.9", "")]
    public void patched_versions_are_a_list(string text, string versions) =>
        VersionRange.Listed(text).Select(v => v.Tag.Core).ShouldBe(versions.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static ReleaseVersion Version(string text) => ReleaseTag.Parse(text)!.Version;
}
