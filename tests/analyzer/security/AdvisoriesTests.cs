using Upgrades.Analyzer.Releases;
using Upgrades.Analyzer.Security;

namespace Upgrades.Tests.Analyzer.Security;

public sealed class AdvisoriesTests
{
    [Fact]
    public void advisories_are_found_wherever_they_stand() =>
        Advisories.In([Note("Fixes [cve-2026-12345](https://x/GHSA-2345-6789-cfgh), `GHSA-2345-6789-CFGH` and XCVE-2026-1, CVE-2026-12345")])
            .ShouldBe(["CVE-2026-12345", "GHSA-2345-6789-cfgh"]);

    [Fact]
    public void fifty_are_enough() =>
        Advisories.In([Note(string.Join(' ', Enumerable.Range(0, 5000).Select(i => $"CVE-2026-{10000 + i}")))]).Count.ShouldBe(50);

    [Theory]
    [InlineData("cve-2026-12345", "CVE-2026-12345")]
    [InlineData("ghsa-2345-6789-CFGH", "GHSA-2345-6789-cfgh")]
    [InlineData("see CVE-2026-12345", null)]
    [InlineData("CVE-2026-12345 [skip ci]", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void only_an_identifier_is_one(string? text, string? id) => Advisories.Read(text).ShouldBe(id);

    private static ReleaseNote Note(string text) => new("1.1.0", ReleaseTag.Parse("1.1.0")!.Version, text, null);
}
