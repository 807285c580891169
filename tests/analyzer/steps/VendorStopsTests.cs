using Upgrades.Analyzer.Steps;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Tests.Analyzer.Steps;

/// <summary>What vendors say must not be jumped over; see the addresses in the table.</summary>
public sealed class VendorStopsTests
{
    private const string GitLabs =
        "15.0.5 15.1.6 15.2.0 15.4.6 15.11.12 15.11.13 16.0.10 16.1.8 16.2.11 16.3.8 16.3.9 16.4.1 16.7.10 16.11.10 17.0.0 17.1.8 17.3.7 17.5.5 17.8.6 17.8.7 17.11.7 18.0.1 18.2.1 18.2.8 18.3.0 18.5.4 18.8.2 18.11.1 19.0.0 19.2.1";

    [Theory]
    // One major at a time, the newest of each; the one that runs need not be gone to its end.
    [InlineData("nextcloud", "27.0.1-apache", "30.0.2-apache", "27.1.11-apache 28.0.1-apache 28.0.14-apache 28.0.14 29.0.9-apache 30.0.1-apache 30.0.2-apache", "28.0.14-apache 29.0.9-apache 30.0.2-apache")]
    [InlineData("nextcloud", "29.0.1", "30.0.2", "29.0.9 30.0.0 30.0.2", "30.0.2")]
    [InlineData("nextcloud", "29.0.1", "29.0.9", "29.0.2 29.0.9", "29.0.9")]
    [InlineData("lscr.io/linuxserver/nextcloud", "28.0.1-ls10", "30.0.0-ls40", "28.0.4-ls11 29.0.0-ls20 29.0.7-ls30 29.0.7-ls31 30.0.0-ls40", "29.0.7-ls31 30.0.0-ls40")]
    // Fixed stops at their newest patch, then by the schedule.
    [InlineData("gitlab/gitlab-ce", "14.10.5", "15.11.13", GitLabs, "15.0.5 15.1.6 15.4.6 15.11.13")]
    [InlineData("gitlab/gitlab-ce", "15.4.6", "16.4.1", GitLabs, "15.11.13 16.0.10 16.1.8 16.2.11 16.3.9 16.4.1")]
    [InlineData("gitlab/gitlab-ee", "16.3.8", "17.0.0", GitLabs, "16.7.10 16.11.10 17.0.0")]
    [InlineData("gitlab/gitlab-ce", "17.3.7", "18.3.0", GitLabs, "17.5.5 17.8.7 17.11.7 18.2.8 18.3.0")]
    [InlineData("gitlab/gitlab-ce", "18.3.0", "19.2.1", GitLabs, "18.5.4 18.8.2 18.11.1 19.2.1")]
    [InlineData("gitlab/gitlab-ce", "18.2.1", "18.3.0", GitLabs, "18.3.0")]
    [InlineData("gitlab/gitlab-ce", "17.5.5-ce.0", "17.11.7-ce.0", "17.8.6-ce.0 17.8.7-ce.0 17.8.7-ce.1 17.11.7-ce.0", "17.8.7-ce.0 17.11.7-ce.0")]
    // A stop without a tag is replaced by the nearest newer one of its major version, or by the target.
    [InlineData("gitlab/gitlab-ce", "16.4.0", "17.0.0", "16.6.1 16.8.2 16.8.3 16.9.1 16.11.10 17.0.0", "16.8.3 16.11.10 17.0.0")]
    [InlineData("gitlab/gitlab-ce", "16.4.0", "16.8.2", "16.6.1 16.8.2", "16.8.2")]
    // Release by release, the one that runs to its end first.
    [InlineData("ghcr.io/goauthentik/server", "2025.2.1", "2025.6.1", "2025.2.0 2025.2.4 2025.4.1 2025.4.3 2025.6.0 2025.6.1 2025.6.2", "2025.2.4 2025.4.3 2025.6.1")]
    [InlineData("ghcr.io/goauthentik/server", "2024.12.5", "2025.2.4", "2024.12.4 2025.2.1 2025.2.4", "2025.2.4")]
    [InlineData("ghcr.io/goauthentik/server", "2025.2.1", "2025.2.4", "2025.2.2 2025.2.4", "2025.2.4")]
    // Needed for 1.137 only.
    [InlineData("ghcr.io/immich-app/immich-server", "v1.129.0", "v1.151.0", "v1.131.3 v1.132.0 v1.132.3 v1.136.0 v1.151.0", "v1.132.3 v1.151.0")]
    [InlineData("ghcr.io/immich-app/immich-server", "v1.129.0", "v2.0.0", "v1.132.3 v1.136.0 v2.0.0", "v1.132.3 v2.0.0")]
    [InlineData("ghcr.io/immich-app/immich-server", "v1.129.0", "v1.135.3", "v1.132.3 v1.135.3", "v1.135.3")]
    [InlineData("ghcr.io/immich-app/immich-server", "v1.132.0", "v1.151.0", "v1.132.3 v1.151.0", "v1.151.0")]
    [InlineData("ghcr.io/immich-app/immich-server", "v2.7.4", "v2.7.5", "v2.7.5", "v2.7.5")]
    [InlineData("ghcr.io/immich-app/immich-machine-learning", "v1.129.0-cuda", "v1.140.0-cuda", "v1.132.3-cuda v1.132.3 v1.140.0-cuda", "v1.132.3-cuda v1.140.0-cuda")]
    [InlineData("ghcr.io/mastodon/mastodon", "v4.1.5", "v4.4.0", "v4.1.9 v4.2.1 v4.2.20 v4.3.8 v4.4.0", "v4.2.20 v4.4.0")]
    [InlineData("tootsuite/mastodon", "v4.2.1", "v4.4.0", "v4.2.20 v4.3.8 v4.4.0", "v4.4.0")]
    [InlineData("netboxcommunity/netbox", "v3.5.1", "v4.3.0", "v3.6.9 v3.7.8 v4.0.0 v4.2.1 v4.3.0", "v3.7.8 v4.3.0")]
    [InlineData("netboxcommunity/netbox", "v2.10.1", "v4.0.0", "v2.11.12 v3.7.8 v4.0.0", "v2.11.12 v3.7.8 v4.0.0")]
    [InlineData("netboxcommunity/netbox", "v3.7.8", "v4.3.0", "v4.0.0 v4.3.0", "v4.3.0")]
    [InlineData("getsentry/sentry", "23.1.0", "25.6.0", "23.6.1 23.6.2 23.7.0 23.11.0 24.8.0 25.5.1 25.6.0", "23.6.2 23.11.0 24.8.0 25.5.1 25.6.0")]
    // Nobody's vendor.
    [InlineData("shlinkio/shlink", "3.0.0", "5.0.0", "4.0.0 5.0.0", "5.0.0")]
    public void an_upgrade_stops_where_the_vendor_says(string image, string from, string to, string tags, string expected) =>
        string.Join(' ', Select(image, from, to, tags).Tags).ShouldBe(expected);

    [Theory]
    [InlineData("nextcloud", "27.0.1", "30.0.2", "28.0.14 30.0.2", "29")]
    [InlineData("gitlab/gitlab-ce", "16.4.0", "18.0.0", "16.6.1 17.11.7 18.0.0", "16.7")]
    public void where_nothing_stands_in_a_stops_place_the_way_is_closed(string image, string from, string to, string tags, string stop)
    {
        var unreachable = Select(image, from, to, tags).Unreachable.ShouldNotBeNull();

        unreachable.ShouldStartWith($"{stop} of ");
        unreachable.ShouldContain("vendor_stops: false goes without");
    }

    [Fact]
    public void the_reason_says_which_stops_why_and_where_that_is_written()
    {
        var reason = Select("nextcloud", "27.0.1", "30.0.2", "28.0.14 29.0.9 30.0.2").Reasons.ShouldHaveSingleItem();

        (reason.Rule, reason.Line).ShouldBe(("waypoint", "Nextcloud stops at 28.0.14, 29.0.9: major versions must not be skipped"));
        reason.Url.ShouldBe("https://docs.nextcloud.com/server/latest/admin_manual/maintenance/upgrade.html");
    }

    [Theory]
    [InlineData("16.6.1 16.8.2 16.11.10 17.0.0", "17.0.0", "GitLab stops at 16.8.2, 16.11.10: required upgrade stops, each at its newest patch; 16.7 has no tag, 16.8.2 is the nearest newer one")]
    [InlineData("16.6.1 16.8.2", "16.8.2", "GitLab: required upgrade stops, each at its newest patch; 16.7 has no tag, the target is the nearest newer one")]
    public void what_is_replaced_is_said(string tags, string to, string line) =>
        Select("gitlab/gitlab-ce", "16.4.0", to, tags).Reasons.ShouldHaveSingleItem().Line.ShouldBe(line);

    [Fact]
    public void where_there_is_nothing_to_stop_at_nothing_is_said() => Select("nextcloud", "29.0.1", "30.0.2", "29.0.9 30.0.2").Reasons.ShouldBeEmpty();

    [Fact]
    public void stops_that_must_be_are_not_cut_by_the_most_steps() =>
        Select("gitlab/gitlab-ce", "14.10.5", "17.0.0", GitLabs, most: 2).Tags.Count.ShouldBe(11);

    [Theory]
    [InlineData("nextcloud", "29.0.1", "30.0.2", false)]
    [InlineData("nextcloud", "28.0.1", "30.0.2", true)]
    [InlineData("gitlab/gitlab-ce", "17.8.6", "17.9.0", false)]
    [InlineData("gitlab/gitlab-ce", "17.7.6", "17.9.0", true)]
    [InlineData("ghcr.io/goauthentik/server", "2025.2.1", "2025.2.4", false)]
    [InlineData("ghcr.io/goauthentik/server", "2025.2.1", "2025.4.0", true)]
    public void tags_are_listed_only_where_a_vendors_stop_may_be(string image, string from, string to, bool needed) => Way(image, from, to).NeedsTags.ShouldBe(needed);

    [Fact]
    public void a_version_from_far_in_the_future_takes_no_time()
    {
        Select("gitlab/gitlab-ce", "18.0.0", "999999999.0.0", "18.2.1").Unreachable.ShouldNotBeNull();
        Select("nextcloud", "29.0.0", "99999999999999999999.0.0", "30.0.0").Unreachable.ShouldNotBeNull();
    }

    [Fact]
    public void the_table_names_canonical_images_once_and_says_where_each_word_is_from()
    {
        VendorStops.All.SelectMany(v => v.Images).ShouldAllBe(image => ImageReference.Parse(image).Name == image);
        VendorStops.All.SelectMany(v => v.Images).ShouldBeUnique();
        VendorStops.All.ShouldAllBe(v => v.Url.StartsWith("https://", StringComparison.Ordinal) && v.Says.Length > 0 && v.Versions.Count + v.ScheduledMinors.Count + (v.Train == null ? 0 : 1) > 0);
        VendorStops.All.SelectMany(v => v.Versions).ShouldAllBe(version => StopVersion.Parse(version) != null);
    }

    private static Stops Select(string image, string from, string to, string tags, int most = 10) =>
        StopSelection.Select(Way(image, from, to) with { MaxSteps = most }, tags.Split(' '));

    private static UpgradeRoute Way(string image, string from, string to) => new()
    {
        From = from,
        To = to,
        Stepping = Stepping.Direct,
        MaxSteps = 10,
        Vendors = VendorStops.For([ImageReference.Parse(image).Name]),
    };
}
