using Upgrades.Analyzer.Forges;
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
    [InlineData("linuxserver/sonarr", null, "linuxserver/docker-sonarr")]
    [InlineData("ghcr.io/linuxserver/sonarr", "https://github.com/linuxserver/docker-sonarr", "linuxserver/docker-sonarr")]
    [InlineData("lscr.io/linuxserver/sonarr", "https://github.com/linuxserver/docker-baseimage-alpine", "linuxserver/docker-sonarr")]
    [InlineData("freikin/dawarich", "https://github.com/Freika/dawarich", "Freika/dawarich freikin/dawarich")]
    [InlineData("owner/thing-backend", null, "owner/thing-backend owner/thing")]
    [InlineData("owner/thing-app", null, "owner/thing-app owner/thing")]
    [InlineData("nginx", null, "")]
    [InlineData("nginx", "https://github.com/nginxinc/docker-nginx", "nginxinc/docker-nginx")]
    [InlineData("codeberg.org/forgejo/forgejo", null, "codeberg.org/forgejo/forgejo")]
    [InlineData("quay.io/prometheus/alertmanager", null, "prometheus/alertmanager")]
    [InlineData("quay.io/keycloak/keycloak-server", null, "keycloak/keycloak-server keycloak/keycloak")]
    [InlineData("registry.gitlab.com/group/app", null, "gitlab.com/group/app group/app")]
    [InlineData("registry.gitlab.com/group/sub/app/web", null, "gitlab.com/group/sub/app/web gitlab.com/group/sub/app gitlab.com/group/sub")]
    [InlineData("registry.example.org/o/app", null, "")]
    [InlineData("registry.example.org/o/engine", "https://git.example.org/p/engine", "git.example.org/p/engine")]
    public void candidates_come_most_trustworthy_first(string image, string? label, string expected) =>
        string.Join(' ', SourceCandidates.Of(ImageReference.Parse(image), Labels(label), h => new ForgesOptions().For(h)?.Kind).Select(c => c.Address)).ShouldBe(expected);

    [Theory]
    [InlineData("owntracks/recorder", "https://github.com/debuerreotype/docker-debian-artifacts", null, false)]
    [InlineData("owner/server", "https://github.com/other/server", null, false)]
    [InlineData("owner/server", "https://github.com/owner/anything", null, true)]
    [InlineData("someone/open-webui", "https://github.com/open-webui/open-webui", null, true)]
    [InlineData("someone/openwebui", "https://github.com/open-webui/open-webui", null, true)]
    [InlineData("linuxserver/sonarr", "https://github.com/linuxserver/docker-baseimage-alpine", null, false)]
    [InlineData("jlesage/firefox", "https://github.com/jlesage/docker-baseimage-gui", null, false)]
    [InlineData("nodejs/thing", "https://github.com/nodejs/docker-node", null, false)]
    [InlineData("node", "https://github.com/nodejs/docker-node", null, true)]
    [InlineData("nginxinc/thing", "https://github.com/nginxinc/docker-nginx-unprivileged", null, false)]
    [InlineData("owner/thing", "https://github.com/owner/base", "docker.io/owner/base:1", false)]
    [InlineData("owner/thing", "https://github.com/owner/toolkit", "ghcr.io/owner/toolkit:1", false)]
    [InlineData("owner/thing", "https://github.com/owner/toolkit", "docker.io/library/alpine:3.20", true)]
    [InlineData("owner/thing", "https://github.com/owner/toolkit", "no reference", true)]
    public void a_label_about_something_else_is_the_base_images(string image, string label, string? baseName, bool trusted) =>
        LabelTrust.Holds(ImageReference.Parse(image), ForgeAddress.Read(label)!, baseName).ShouldBe(trusted);

    [Fact]
    public void labels_are_read_most_telling_first_and_homepages_are_none()
    {
        var labels = ImageLabels.Read(new Dictionary<string, string>
        {
            ["org.opencontainers.image.url"] = "https://github.com/o/url",
            ["org.label-schema.vcs-url"] = "git@github.com:o/vcs.git",
            ["org.opencontainers.image.source"] = "https://example.org/",
            ["org.opencontainers.image.base.name"] = "docker.io/library/alpine:3.20",
        });

        labels.Addresses.Select(a => a.Address.ToString()).ShouldBe(["o/vcs", "o/url"]);
        labels.BaseName.ShouldBe("docker.io/library/alpine:3.20");
    }

    private static ImageLabels Labels(string? source) =>
        ImageLabels.Read(source is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["org.opencontainers.image.source"] = source });
}
