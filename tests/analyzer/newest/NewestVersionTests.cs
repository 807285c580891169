using Upgrades.Analyzer.Decisions;
using Upgrades.Analyzer.Newest;

namespace Upgrades.Tests.Analyzer.Newest;

public sealed class NewestVersionTests
{
    [Theory]
    [InlineData("1.2.3", "1.10.0", "1.2.4", "1.10.0", "1.9.9", "latest", "2", "1.11")]
    [InlineData("1.27.0-alpine", "1.27.2-alpine", "1.27.2", "1.28.0", "1.27.2-alpine", "1.27.1-alpine", "1.29.0-alpine3.20", "mainline-alpine")]
    [InlineData("v1.2.3", "v1.2.4", "1.9.0", "v1.2.4", "version-1.9.0")]
    [InlineData("3.0.0", "3.1.0", "2024.5.6", "20240915", "3.1.0", "3.1.0.1", "4")]
    [InlineData("2024.5.6", "2025.1.0", "3.1.0", "2025.1.0", "2024.12.1")]
    [InlineData("4.6.3-r1", "4.10.0-r0", "4.6.3-r2", "4.10.0-r0", "4.10.0")]
    [InlineData("5.1.4-r0-ls392", "5.1.4-r0-ls401", "5.1.4-r0-ls401", "5.1.4-r0-ls40", "5.1.4", "amd64-5.1.4-r0-ls500")]
    [InlineData("1.2.3", null, "1.2.3", "1.2.2", "1.3.0-rc.1", "1.3.0-beta", "sha-0a1b2c3d", "nightly")]
    [InlineData("1.0.0-rc.1", "1.0.0-rc.2", "1.0.0-rc.2", "1.1.0-alpha.1", "1.0.0-beta.9", "0.9.0")]
    [InlineData("1.0.0-rc.1", "1.0.0", "1.0.0-rc.2", "1.0.0", "0.9.0")]
    [InlineData("1.0.0-rc.1", "1.1.0-rc.1", "1.1.0-rc.1", "1.0.0")]
    [InlineData("8.5.1+1", "8.6.0+2", "8.6.0+2", "8.6.0")]
    [InlineData("latest", null, "1.0.0", "2.0.0")]
    [InlineData("1.0.0", "99999999999999999999999999.0.0", "99999999999999999999999999.0.0", "2.0.0")]
    public void the_newest_of_the_same_shape_is_found_and_no_prerelease_unless_one_runs(string current, string? expected, params string[] there) =>
        NewestVersion.Of(current, there).ShouldBe(expected);

    [Fact]
    public void nothing_is_found_that_planning_would_refuse()
    {
        string[] tags = ["1.2.3", "v1.2.4", "1.2", "2.0.0", "2.0.0-rc.1", "1.3.0-alpine", "2024.1.1", "20240101", "latest", "sha-0a1b2c3", "1.2.3-r1", "1.2.3-r2", "1.0.0-rc.1", "1.0.0-rc.2", "pg14-v0.2.0", "pg14-v0.3.0"];
        foreach (var current in tags)
        {
            if (NewestVersion.Of(current, tags) is { } newest)
            {
                VersionOrder.Against(current, newest).ShouldBeNull($"{current} -> {newest}");
                tags.ShouldAllBe(t => VersionOrder.Against(newest, t) != null || NewestVersion.Of(current, new[] { t }) == null);
            }
        }
    }

    [Theory]
    [InlineData("1.2.3", "2.0.0", "major")]
    [InlineData("v1.2.3", "v1.3.0", "minor")]
    [InlineData("1.2.3", "1.2.10", "patch")]
    [InlineData("1.27", "1.28", "minor")]
    [InlineData("4.6.3-r1", "4.6.3-r2", "rebuild")]
    [InlineData("1.0.0-rc.1", "1.0.0", "patch")]
    [InlineData("20240101", "20250101", "patch")]
    [InlineData("2024.5.6", "2025.1.0", "major")]
    [InlineData("8.05.1", "8.5.2", "patch")]
    [InlineData("8.5.1+1", "9.0.0+1", "major")]
    public void how_far_it_is_says_the_first_part_that_differs(string current, string newest, string expected) =>
        Upgrades.Standalone.Commands.JsonName.Of(NewestVersion.Distance(current, newest)).ShouldBe(expected);
}
