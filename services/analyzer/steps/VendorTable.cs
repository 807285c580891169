namespace Upgrades.Analyzer.Steps;

/// <summary>The vendors' documents, as of 2026-11. Each entry says where it is from.</summary>
internal sealed partial record VendorStops
{
    public static IReadOnlyList<VendorStops> All { get; } =
    [
        new()
        {
            // "Skipping major releases is not supported."
            Product = "Nextcloud",
            Images = ["docker.io/library/nextcloud", "lscr.io/linuxserver/nextcloud", "docker.io/linuxserver/nextcloud", "ghcr.io/linuxserver/nextcloud", "ghcr.io/hoellen/nextcloud"],
            Says = "major versions must not be skipped",
            Url = "https://docs.nextcloud.com/server/latest/admin_manual/maintenance/upgrade.html",
            Train = new VendorTrain(1, OwnToo: false),
        },
        new()
        {
            // Tables "Required GitLab 15/16/17 upgrade stops", and from 17.5 on x.2, x.5, x.8 and x.11. Some are needed by instances with much
            // data only; which ones those are cannot be told from here. The patch is always the newest.
            Product = "GitLab",
            Images = ["docker.io/gitlab/gitlab-ce", "docker.io/gitlab/gitlab-ee", "registry.gitlab.com/gitlab-org/omnibus-gitlab/gitlab-ce", "docker.io/sameersbn/gitlab"],
            Says = "required upgrade stops, each at its newest patch",
            Url = "https://docs.gitlab.com/update/upgrade_paths/",
            Versions = ["15.0", "15.1", "15.4", "15.11", "16.0", "16.1", "16.2", "16.3", "16.7", "16.11", "17.1", "17.3", "17.5", "17.8", "17.11"],
            ScheduledMinors = [2, 5, 8, 11],
            ScheduledFrom = 18,
        },
        new()
        {
            // "Upgrades must follow the sequence of major releases"; first to the latest patch of the one that runs, then 2025.4, 2025.6, …
            Product = "authentik",
            Images = ["ghcr.io/goauthentik/server", "docker.io/authentik/server", "docker.io/beryju/authentik"],
            Says = "releases must not be skipped, and each is gone to at its newest patch",
            Url = "https://docs.goauthentik.io/installation/upgrade",
            Train = new VendorTrain(2, OwnToo: true),
        },
        new()
        {
            // 1.137 and above need to have been started once on 1.132.0 to 1.136.0; 1.132.3 is recommended, 1.136.0 warned of.
            Product = "Immich",
            Images = ["ghcr.io/immich-app/immich-server", "ghcr.io/immich-app/immich-machine-learning", "docker.io/altran1502/immich-server", "docker.io/altran1502/immich-machine-learning"],
            Says = "1.132 must have run once before 1.137 or above",
            Url = "https://docs.immich.app/errors#typeorm-upgrade",
            Versions = ["1.132"],
            NeededFor = "1.137.0",
        },
        new()
        {
            // "Zero-downtime migrations from Mastodon versions earlier than 4.2.0 are not supported. Please update to Mastodon 4.2.x first or
            // upgrade by stopping all services": a rollout stops none.
            Product = "Mastodon",
            Images =
            [
                "ghcr.io/mastodon/mastodon", "ghcr.io/mastodon/mastodon-streaming", "docker.io/tootsuite/mastodon", "docker.io/tootsuite/mastodon-streaming",
                "ghcr.io/glitch-soc/mastodon", "ghcr.io/glitch-soc/mastodon-streaming", "lscr.io/linuxserver/mastodon", "ghcr.io/linuxserver/mastodon",
            ],
            Says = "4.2 must be stopped at unless all of it is stopped meanwhile",
            Url = "https://github.com/mastodon/mastodon/pull/33089",
            Versions = ["4.2"],
        },
        new()
        {
            // "incrementing major versions … can be done only from the most recent minor release of the major version"
            Product = "NetBox",
            Images = ["docker.io/netboxcommunity/netbox", "ghcr.io/netbox-community/netbox", "quay.io/netboxcommunity/netbox", "lscr.io/linuxserver/netbox"],
            Says = "a major version is left from its newest minor release only",
            Url = "https://netboxlabs.com/docs/v4.3/netbox/installation/upgrading",
            Train = new VendorTrain(1, OwnToo: true),
        },
        new()
        {
            // The list of hard stops; 25.5.1 by getsentry/self-hosted#3702.
            Product = "Sentry",
            Images = ["docker.io/getsentry/sentry", "ghcr.io/getsentry/sentry"],
            Says = "hard stops that pick up changes of the database",
            Url = "https://develop.sentry.dev/self-hosted/releases/",
            Versions = ["9.1.2", "21.5.0", "21.6.3", "23.6.2", "23.11.0", "24.8.0", "25.5.1"],
        },
    ];
}
