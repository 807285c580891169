using Upgrades.Analyzer.Releases;

namespace Upgrades.Tests.Analyzer.Releases;

public sealed class ReleaseTagTests
{
    [Theory]
    [InlineData("v1.2.3", "", "1.2.3")]
    [InlineData("1.2.3", "", "1.2.3")]
    [InlineData("n8n@1.90.0", "n8n", "1.90.0")]
    [InlineData("@scope/pkg@1.2.3", "pkg", "1.2.3")]
    [InlineData("version/2026.2.2", "version", "2026.2.2")]
    [InlineData("REL-9_1", "rel", "9.1")]
    [InlineData("helm-chart-0.10.0", "helm-chart", "0.10.0")]
    [InlineData("nextcloud-6.6.4", "nextcloud", "6.6.4")]
    [InlineData("release-1.2.3", "release", "1.2.3")]
    [InlineData("server-v1.2.3", "server", "1.2.3")]
    [InlineData("docker/4.10.0-r1", "docker", "4.10.0")]
    [InlineData("2.9.4.4505-ls41", "", "2.9.4.4505")]
    [InlineData("RELEASE.2024-05-10T01-41-38Z", "release", "2024-05-10T01-41-38")]
    [InlineData("MatriX.141", "matrix", "141")]
    [InlineData("v1.2.3+build.5", "", "1.2.3")]
    [InlineData("v1.2", "", "1.2")]
    [InlineData("app-v1.2.3", "app", "1.2.3")]
    [InlineData("app_v1.2.3", "app", "1.2.3")]
    [InlineData("app/v1.2.3", "app", "1.2.3")]
    [InlineData("charts/app/1.2.3", "app", "1.2.3")]
    [InlineData("2026.2.2", "", "2026.2.2")]
    [InlineData("v1.2.3.4", "", "1.2.3.4")]
    [InlineData("5.1.4-r0-ls392", "", "5.1.4")]
    [InlineData("1.2.3-debian-12-r3", "", "1.2.3")]
    [InlineData("28.0.1-fpm-alpine", "", "28.0.1")]
    [InlineData("v0.8.0-cuda", "", "0.8.0")]
    [InlineData("REL_16_2", "rel", "16.2")]
    [InlineData("r1.2.3", "r", "1.2.3")]
    [InlineData("nightly", null, null)]
    [InlineData("latest", null, null)]
    [InlineData("a\nb-1.2.3", null, null)]
    [InlineData("1.2.3\u202e", null, null)]
    [InlineData("", null, null)]
    public void a_release_is_named_in_many_ways(string name, string? component, string? core)
    {
        var tag = ReleaseTag.Parse(name);

        tag?.Component.ShouldBe(component);
        tag?.Version.Tag.Core.ShouldBe(core);
        (tag is null).ShouldBe(core is null);
    }

    [Theory]
    [InlineData("v5.0", "5.0.0", 0)]
    [InlineData("v5.0.2", "5.0.2-alpine", 0)]
    [InlineData("4.10.0", "docker/4.10.0-r1", 0)]
    [InlineData("4.10.0-r1", "docker/4.10.0-r2", -1)]
    [InlineData("1.9.0", "v1.10.0", -1)]
    [InlineData("v1.0.0-rc.1", "1.0.0", -1)]
    [InlineData("v1.0.0-rc.2", "1.0.0-rc.10", -1)]
    [InlineData("2026.2.1", "version/2026.2.2", -1)]
    [InlineData("0.37.1", "1.6.1", -1)]
    [InlineData("5.1.4", "5.1.4-r0-ls392", 0)]
    [InlineData("5.1.4-r0-ls391", "5.1.4-r0-ls392", -1)]
    [InlineData("v1.2.3", "1.2.3-debian-12-r3", 0)]
    [InlineData("1.0.0.dev3", "1.0.0", -1)]
    [InlineData("v1.2.3", "v1.2.3.1", -1)]
    [InlineData("99999999999999999999.1", "100000000000000000000.0", -1)]
    public void versions_meet_however_they_are_written(string left, string right, int expected)
    {
        Math.Sign(ReleaseTag.Parse(left)!.Version.CompareTo(ReleaseTag.Parse(right)!.Version)).ShouldBe(expected);
        Math.Sign(ReleaseTag.Parse(right)!.Version.CompareTo(ReleaseTag.Parse(left)!.Version)).ShouldBe(-expected);
    }
}
