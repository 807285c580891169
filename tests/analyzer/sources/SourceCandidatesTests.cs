using Upgrades.Analyzer.Sources;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Tests.Analyzer.Sources;

public sealed class SourceCandidatesTests
{
    [Theory]
    [InlineData("ghcr.io/paperless-ngx/paperless-ngx", null, "paperless-ngx/paperless-ngx")]
    [InlineData("ghcr.io/immich-app/immich-server", null, "immich-app/immich-server immich-app/immich")]
    [InlineData("ghcr.io/immich-app/immich-server", "https://github.com/immich-app/immich", "immich-app/immich immich-app/immich-server")]
    [InlineData("ghcr.io/o/r/worker", null, "o/r")]
    [InlineData("vaultwarden/server", null, "vaultwarden/server")]
    [InlineData("vaultwarden/server", "https://github.com/dani-garcia/vaultwarden", "dani-garcia/vaultwarden vaultwarden/server")]
    [InlineData("shlinkio/shlink", "https://github.com/shlinkio/shlink.git", "shlinkio/shlink")]
    [InlineData("lscr.io/linuxserver/sonarr", null, "linuxserver/docker-sonarr")]
    [InlineData("ghcr.io/linuxserver/sonarr", "https://github.com/linuxserver/docker-sonarr", "linuxserver/docker-sonarr")]
    [InlineData("freikin/dawarich", "https://github.com/Freika/dawarich", "Freika/dawarich freikin/dawarich")]
    [InlineData("owner/thing-backend", null, "owner/thing-backend owner/thing")]
    [InlineData("owner/thing-app", null, "owner/thing-app owner/thing")]
    [InlineData("nginx", null, "")]
    [InlineData("nginx", "https://github.com/nginxinc/docker-nginx", "nginxinc/docker-nginx")]
    [InlineData("codeberg.org/forgejo/forgejo", null, "")]
    [InlineData("quay.io/prometheus/node", null, "")]
    public void candidates_come_most_trustworthy_first(string image, string? label, string expected) =>
        string.Join(' ', SourceCandidates.Of(ImageReference.Parse(image), label).Select(c => c.Repository)).ShouldBe(expected);

    [Theory]
    [InlineData("owntracks/recorder", "https://github.com/debuerreotype/docker-debian-artifacts", false)]
    [InlineData("owner/server", "https://github.com/other/server", false)]
    [InlineData("owner/server", "https://github.com/owner/anything", true)]
    [InlineData("someone/open-webui", "https://github.com/open-webui/open-webui", true)]
    [InlineData("someone/openwebui", "https://github.com/open-webui/open-webui", true)]
    public void a_label_about_something_else_is_the_base_images(string image, string label, bool trusted) =>
        SourceCandidates.IsTrusted(ImageReference.Parse(image), SourceCandidates.OnGitHub(label)!).ShouldBe(trusted);

    [Theory]
    [InlineData("owner/repo", "owner/repo")]
    [InlineData("https://github.com/owner/repo", "owner/repo")]
    [InlineData("https://github.com/owner/repo.git", "owner/repo")]
    [InlineData("https://github.com/owner/repo/", "owner/repo")]
    [InlineData("https://github.com/owner/repo/tree/main/docker", "owner/repo")]
    [InlineData("git@github.com:owner/repo.git", "owner/repo")]
    [InlineData("https://www.github.com/owner/repo.js", "owner/repo.js")]
    [InlineData("https://gitlab.com/owner/repo", null)]
    [InlineData("https://github.com.evil.example/owner/repo", null)]
    [InlineData("https://codeberg.org/forgejo/forgejo", null)]
    [InlineData("owner/..", null)]
    [InlineData("owner/repo/../../user", null)]
    [InlineData("owner/repo\nx", null)]
    [InlineData("", null)]
    public void only_what_is_on_github_is_read_there(string written, string? expected) => SourceCandidates.OnGitHub(written).ShouldBe(expected);

    [Fact]
    public void an_override_elsewhere_ends_the_search()
    {
        var (candidate, elsewhere) = SourceCandidates.Overridden("https://codeberg.org/forgejo/forgejo");

        candidate.ShouldBeNull();
        elsewhere!.ShouldContain("codeberg.org");
    }
}
