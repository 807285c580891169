using Upgrades.Analyzer.Forges;
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
    // Packaging of the image, and releases of the application.
    [InlineData("linuxserver/qbittorrent:5.1.2-r0-ls380", "5.1.4-r0-ls392", "release-5.1.4 release-5.1.3 release-5.1.2", "release-5.1.3 release-5.1.4")]
    [InlineData("linuxserver/sonarr:4.0.14.2939-ls275", "4.0.15.2941-ls280", "v4.0.15.2941 v4.0.14.2939", "v4.0.15.2941")]
    [InlineData("bitnami/app:1.2.3-debian-12-r0", "1.3.0-debian-12-r3", "v1.3.0 v1.2.4 v1.2.3", "v1.2.4 v1.3.0")]
    [InlineData("o/app:28.0.1-fpm-alpine", "28.0.2-fpm-alpine", "v28.0.2 v28.0.1", "v28.0.2")]
    [InlineData("o/app:v0.8.0-cuda", "v0.8.2-cuda", "v0.8.2 v0.8.1 v0.8.0", "v0.8.1 v0.8.2")]
    [InlineData("o/app:1.2.3-1", "1.2.4-2", "1.2.4 1.2.3", "1.2.4")]
    [InlineData("o/app:pg14-v0.2.0", "pg14-v0.3.0", "v0.3.0 v0.2.0", "v0.3.0")]
    // Prereleases by name, whatever their flag says.
    [InlineData("o/app:1.0.0", "1.1.0", "v1.1.0 v1.1.0-rc.1 v1.1.0b2 v1.1.0.dev3 v1.0.1-beta v1.0.1-nightly", "v1.1.0")]
    // Parts of a monorepo.
    [InlineData("o/web:1.0.0", "1.1.0", "web-v1.1.0 api-v1.1.0 web-v1.0.1 api-v1.0.5 web/v1.0.0", "web-v1.0.1 web-v1.1.0")]
    [InlineData("o/server:1.0.0", "1.1.0", "app/1.1.0 chart/1.1.0", "app/1.1.0")]
    [InlineData("o/server:2026.2.1", "2026.2.2", "2026.2.2 2026.2.1 2025.12.4", "2026.2.2")]
    public void releases_on_the_way_are_taken_by_version(string from, string to, string listed, string expected)
    {
        var notes = ReleaseSelection.Select(Range(from, to), [.. listed.Split(' ').Select(t => Release(t))], "app");

        string.Join(' ', notes.Notes.Select(n => n.Name)).ShouldBe(expected);
        notes.Missing.ShouldBeNull();
    }

    [Theory]
    [InlineData("o/app:1.0.0", "1.1.0", "v1.0.5", "1.1.0")]
    [InlineData("o/app:1.0.0", "1.1.0", "v1.0.0", "on the way")]
    [InlineData("o/app:1.0.0", "1.1.0", "web-1.1.0 api-1.1.0", "cannot be told")]
    [InlineData("o/app:1.0.0", "1.1.0", "helm-chart-1.1.0", "cannot be told")]
    [InlineData("o/app:1.0.0", "1.1.0", "nightly latest", "on the way")]
    public void what_is_missing_is_said(string from, string to, string listed, string expected) =>
        ReleaseSelection.Select(Range(from, to), [.. listed.Split(' ').Select(t => Release(t))], "app").Missing!.ShouldContain(expected);

    [Fact]
    public void drafts_and_prereleases_are_no_releases_whatever_their_name() =>
        ReleaseSelection.Select(Range("o/app:1.0.0", "1.3.0"), [Release("v1.3.0"), Release("v1.2.0") with { Draft = true }, Release("v1.1.0") with { Prerelease = true }], "app")
            .Notes.Select(n => n.Name).ShouldBe(["v1.3.0"]);

    [Theory]
    [InlineData("grafana", "charts", "grafana-8.6.0 loki-6.1.0 grafana-8.5.2 loki-8.5.9", "grafana-8.5.2 grafana-8.6.0")]
    [InlineData("authentik", "authentik", "version/8.6.0 version/8.5.1", "")]
    [InlineData("app", "app", "v8.6.0 helm-chart-8.6.0 chart-8.5.5", "helm-chart-8.6.0")]
    [InlineData("app", "helm-charts", "v8.6.0 v8.5.5", "v8.5.5 v8.6.0")]
    [InlineData("app", "app", "app-8.6.0 app-chart-8.6.0", "app-chart-8.6.0")]
    public void a_charts_releases_are_not_its_applications(string chart, string repository, string listed, string expected)
    {
        var range = Range("o/app:8.5.0", "8.6.0") with { Image = null };

        string.Join(' ', ReleaseSelection.Select(range, [.. listed.Split(' ').Select(t => Release(t))], repository, chart).Notes.Select(n => n.Name)).ShouldBe(expected);
    }

    [Fact]
    public void releases_without_a_word_say_nothing() =>
        ReleaseSelection.Select(Range("o/app:1.0.0", "1.1.0"), [Release("v1.1.0") with { Body = null }], "app").Missing!.ShouldContain("no words");

    internal static ForgeRelease Release(string tag) => new(tag, "Something", $"https://github.com/o/r/releases/tag/{tag}", Draft: false, Prerelease: false);

    internal static ReleaseRange Range(string from, string to)
    {
        var image = ImageReference.Parse(from);
        return new ReleaseRange(image, ReleaseTag.Parse(image.Tag)!, ReleaseTag.Parse(to)!);
    }
}
