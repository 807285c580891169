using Microsoft.Extensions.Time.Testing;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.Charts;
using Upgrades.Sandbox.GitHub;

namespace Upgrades.Tests.Analyzer;

public sealed class PlanLoopTests
{
    private const string Catalog =
        """
        {"db_backed_services":{"shlink":{"type":"mysql","shared":true,"db_name":"shlink"},"lonely":{"type":"postgresql","dedicated":true}},
         "backup_infrastructure":{"mysql":{"cronjob_name":"mysql-backup","namespace":"dbaas"}},
         "skip_image_patterns":["ownorg/*"],
         "services":{"shlink":{"hosts":["go.example.org"],"monitors":["shlink"]}}}
        """;

    private static readonly (string, string)[] Shlink = [("stacks/shlink/main.tf", Infra.Deployment("shlink", "\"shlinkio/shlink:4.3.4\"")), ("upgrade-config.json", Catalog)];

    [Fact]
    public async Task a_safe_update_becomes_a_plan_of_one_step()
    {
        await using var analyzer = await AnalyzerHost.StartAsync(FurnishShlink, Shlink);

        var analyzed = await analyzer.AnalyzeAsync("shlinkio/shlink", "4.4.1");

        var plan = (await analyzer.PublishedAsync<UpgradePlanned>()).ShouldHaveSingleItem();
        analyzed.UpgradeIds.ShouldBe([plan.UpgradeId]);
        analyzed.UpdateId.ShouldBe(Identity.Update("docker.io/shlinkio/shlink", "4.4.1", null, 0));
        plan.UpgradeId.ShouldBe(Identity.Upgrade("infra", "shlink", [("docker.io/shlinkio/shlink", "4.4.1")], 0));
        (plan.Stack, plan.Risk, plan.Window, plan.Revision).ShouldBe(("shlink", Risk.Safe, TimeSpan.FromMinutes(2), 0));
        plan.BaseCommit.ShouldBe(await analyzer.Git.Server.HeadAsync("infra"));
        plan.UpdateIds.ShouldBe([analyzed.UpdateId]);
        plan.Images.ShouldBe([new ImageChange { Image = "docker.io/shlinkio/shlink", From = "4.3.4", To = "4.4.1" }]);
        plan.Steps.ShouldHaveSingleItem().Edits.ShouldHaveSingleItem().NewText.ShouldBe("shlinkio/shlink:4.4.1");
        plan.Backup.ShouldBe(new BackupPlan { Engine = DatabaseEngine.MySql, CronJob = "mysql-backup", Namespace = "dbaas", Shared = true, Database = "shlink" });
        (plan.Checks.Hosts.ShouldHaveSingleItem(), plan.Checks.Monitors.ShouldHaveSingleItem()).ShouldBe(("go.example.org", "shlink"));
        plan.Namespaces.ShouldBe(["shlink"]);
        plan.Summary.ShouldBe(["2 releases from 4.3.4 to 4.4.1"]);
    }

    [Fact]
    public async Task a_major_version_is_gone_to_release_by_release()
    {
        await using var analyzer = await AnalyzerHost.StartAsync(FurnishShlink, Shlink);

        await analyzer.AnalyzeAsync("shlinkio/shlink", "5.0.2");

        var plan = (await analyzer.PublishedAsync<UpgradePlanned>()).ShouldHaveSingleItem();
        (plan.Risk, plan.Window).ShouldBe((Risk.Caution, TimeSpan.FromMinutes(10)));
        plan.Steps.Select(s => s.Version).ShouldBe(["4.4.0", "4.4.1", "5.0.0", "5.0.2"]);
        plan.Steps.Select(s => (s.Edits[0].OldText, s.Edits[0].NewText)).Last().ShouldBe(("shlinkio/shlink:5.0.0", "shlinkio/shlink:5.0.2"));
        plan.Steps.Select(s => s.Images[0].From).ShouldBe(["4.3.4", "4.4.0", "4.4.1", "5.0.0"]);
        plan.Reasons.Select(r => r.Rule).ShouldBe(["major-version", "removed"]);
        plan.Advisories.ShouldBe(["CVE-2026-0001"]);
        plan.Summary[1].ShouldContain("v5.0.0");
    }

    [Fact]
    public async Task published_weaknesses_that_the_way_closes_are_told_with_those_that_stay()
    {
        await using var analyzer = await AnalyzerHost.StartAsync(
            world =>
            {
                FurnishShlink(world);
                world.GitHub.AddAdvisories(
                    "shlinkio/shlink",
                    new AdvisorySpec("GHSA-2222-2222-2222", "low", "Long gone", new AffectedSpec("shlink", "< 4.0.0", "4.0.0")),
                    new AdvisorySpec("GHSA-3333-3333-3333", "medium", "The old door", new AffectedSpec("shlink", "< 5.0.0", "5.0.0")) { Cve = "CVE-2026-0001" },
                    new AdvisorySpec("GHSA-4444-4444-4444", "critical", "The new door", new AffectedSpec("shlinkio/shlink", ">= 4.0, < 5.0.2", "5.0.2")) { Cve = "CVE-2026-0002" },
                    new AdvisorySpec("GHSA-5555-5555-5555", "high", "Every door", new AffectedSpec("", "<= 5.0.2")),
                    new AdvisorySpec("GHSA-6666-6666-6666", "high", "Its client", new AffectedSpec("shlink-web-client", "< 5.0.0")));
            },
            Shlink);

        await analyzer.AnalyzeAsync("shlinkio/shlink", "5.0.2");

        var plan = (await analyzer.PublishedAsync<UpgradePlanned>()).ShouldHaveSingleItem();
        plan.SecurityFixes.Select(f => (f.Id, f.Severity, f.Summary)).ShouldBe([("CVE-2026-0002", "critical", "The new door"), ("CVE-2026-0001", "medium", "The old door")]);
        plan.SecurityFixes[0].Url.ShouldBe("https://github.com/shlinkio/shlink/security/advisories/GHSA-4444-4444-4444");
        plan.KnownWeaknesses.ShouldHaveSingleItem().Id.ShouldBe("GHSA-5555-5555-5555");
        plan.Advisories.ShouldBe(["CVE-2026-0001"]);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    public async Task advisories_that_may_not_be_seen_do_not_hold_a_plan_back(int status)
    {
        await using var analyzer = await AnalyzerHost.StartAsync(
            world =>
            {
                FurnishShlink(world);
                world.GitHub.AddAdvisories("shlinkio/shlink", new AdvisorySpec("GHSA-4444-4444-4444", "critical", "The new door", new AffectedSpec("", "< 5.0.2")));
                world.GitHub.AdvisoriesAnswer = status;
            },
            Shlink);

        await analyzer.AnalyzeAsync("shlinkio/shlink", "5.0.2");

        // What the notes name is known all the same.
        (await analyzer.PublishedAsync<UpgradePlanned>()).ShouldHaveSingleItem().SecurityFixes.Select(f => f.Id).ShouldBe(["CVE-2026-0001"]);
    }

    [Fact]
    public async Task images_that_share_a_version_are_one_plan_whichever_is_heard_of()
    {
        const string immich = "variable \"v\" {\n  default = \"v2.7.4\"\n}\n";
        await using var analyzer = await AnalyzerHost.StartAsync(
            world =>
            {
                world.GitHub.AddRepository("immich-app/immich", [new ReleaseSpec("v2.7.4", "Old"), new ReleaseSpec("v2.7.5", "Fixes")]);
                world.Registry.AddImage("immich-app/immich-server", ["v2.7.4", "v2.7.5"]);
                world.Registry.AddImage("immich-app/immich-machine-learning", ["v2.7.5-cuda"]);
            },
            ("stacks/immich/main.tf", immich + Infra.Deployment("immich", "\"ghcr.io/immich-app/immich-server:${var.v}\"", "\"ghcr.io/immich-app/immich-machine-learning:${var.v}-cuda\"")));

        var server = await analyzer.AnalyzeAsync("ghcr.io/immich-app/immich-server", "v2.7.5");
        var learning = await analyzer.AnalyzeAsync("ghcr.io/immich-app/immich-machine-learning", "v2.7.5-cuda");

        var plan = (await analyzer.PublishedAsync<UpgradePlanned>()).ShouldHaveSingleItem();
        plan.Images.Select(i => i.To).ShouldBe(["v2.7.5", "v2.7.5-cuda"]);
        server.UpgradeIds.Concat(learning.UpgradeIds).ShouldBe([plan.UpgradeId, plan.UpgradeId]);
    }

    [Fact]
    public async Task a_companion_that_is_not_in_the_registry_holds_the_upgrade_back()
    {
        const string immich = "variable \"v\" {\n  default = \"v2.7.4\"\n}\n";
        await using var analyzer = await AnalyzerHost.StartAsync(
            world =>
            {
                world.Registry.AddImage("o/server", ["v2.7.5"]);
                world.Registry.AddImage("o/learning", ["v2.7.4-cuda"]);
            },
            ("stacks/immich/main.tf", immich + Infra.Deployment("immich", "\"o/server:${var.v}\"", "\"o/learning:${var.v}-cuda\"")));

        (await analyzer.AnalyzeAsync("o/server", "v2.7.5")).Skipped.ShouldHaveSingleItem().Reason.ShouldBe(SkipReason.TagNotInRegistry);
    }

    [Fact]
    public async Task each_stack_has_its_own_plan_or_reason()
    {
        await using var analyzer = await AnalyzerHost.StartAsync(
            world => world.Registry.AddImage("o/app", ["1.0.0", "1.1.0"]),
            ("stacks/a/main.tf", Infra.Deployment("a", "\"o/app:1.0.0\"")),
            ("stacks/b/main.tf", Infra.Deployment("b", "\"o/app:1.1.0\"")),
            ("stacks/lonely/main.tf", Infra.Deployment("c", "\"o/app:1.0.0\"")),
            ("upgrade-config.json", Catalog));

        var analyzed = await analyzer.AnalyzeAsync("o/app", "1.1.0");

        var plans = await analyzer.PublishedAsync<UpgradePlanned>();
        plans.Select(p => p.Stack).ShouldBe(["a", "lonely"]);
        plans.ShouldAllBe(p => p.Risk == Risk.Unknown && p.Reasons[0].Rule == "no-changelog");
        plans[1].Summary[^1].ShouldContain("has a database");
        analyzed.UpgradeIds.ShouldBe(plans.Select(p => p.UpgradeId));
        analyzed.Skipped.ShouldHaveSingleItem().ShouldBe(new SkippedStack { Stack = "b", Reason = SkipReason.AlreadyCurrent, Detail = analyzed.Skipped[0].Detail });
        (await analyzer.ToldAsync()).ShouldBe(["UpgradePlanned", "UpgradePlanned", "UpgradeSkipped", "UpdateAnalyzed"]);
    }

    [Theory]
    [InlineData("nginx", "1.27.0", SkipReason.NotInRepository)]
    [InlineData("postgres", "17.1", SkipReason.ForbiddenImage)]
    [InlineData("shlinkio/shlink", "latest", SkipReason.ForbiddenImage)]
    [InlineData("ownorg/x", "1.0", SkipReason.SkipPattern)]
    [InlineData("shlinkio/shlink", "4.4.2", SkipReason.TagNotInRegistry)]
    [InlineData("shlinkio/shlink", "4.3.3", SkipReason.WouldDowngrade)]
    [InlineData("shlinkio/shlink", "4.4.1-alpine", SkipReason.NotComparable)]
    [InlineData("shlinkio/shlink", "${var.x}", SkipReason.InvalidReference)]
    [InlineData("a/UPPER", "1.0", SkipReason.InvalidReference)]
    public async Task what_leads_to_nothing_is_told_with_its_reason(string image, string tag, SkipReason reason)
    {
        await using var analyzer = await AnalyzerHost.StartAsync(FurnishShlink, Shlink);

        // Force overrides quarantine alone.
        var analyzed = await analyzer.AnalyzeAsync(image, tag, m => m with { Force = true });

        analyzed.UpgradeIds.ShouldBeEmpty();
        analyzed.Skipped.ShouldHaveSingleItem().Reason.ShouldBe(reason);
        (await analyzer.PublishedAsync<UpgradeSkipped>()).ShouldHaveSingleItem().Reason.ShouldBe(reason);
    }

    [Fact]
    public async Task a_redelivery_is_told_the_same_and_decides_nothing()
    {
        await using var analyzer = await AnalyzerHost.StartAsync(FurnishShlink, Shlink);
        await analyzer.AnalyzeAsync("shlinkio/shlink", "4.4.1");
        var asked = analyzer.Outside.Registry.Requests.Count;

        await analyzer.AnalyzeAsync("shlinkio/shlink", "4.4.1");

        var plans = await analyzer.PublishedAsync<UpgradePlanned>();
        plans.Count.ShouldBe(2);
        System.Text.Json.JsonSerializer.Serialize(plans[1], EventJson.Options).ShouldBe(System.Text.Json.JsonSerializer.Serialize(plans[0], EventJson.Options));
        analyzer.Outside.Registry.Requests.Count.ShouldBe(asked);
    }

    [Fact]
    public async Task a_pinned_digest_moves_with_its_tag_and_by_itself()
    {
        const string old = "sha256:0000000000000000000000000000000000000000000000000000000000000000";
        await using var analyzer = await AnalyzerHost.StartAsync(
            world => world.Registry.AddImage("o/app", ["1.0.0", "1.1.0"]), ("stacks/app/main.tf", Infra.Deployment("app", $"\"o/app:1.0.0@{old}\"")));
        var (same, next) = (analyzer.Outside.Registry.DigestOf("o/app", "1.0.0"), analyzer.Outside.Registry.DigestOf("o/app", "1.1.0"));

        await analyzer.AnalyzeAsync("o/app", "1.1.0");
        await analyzer.AnalyzeAsync("o/app", "1.0.0", m => m with { Status = "update", Digest = same });

        var plans = await analyzer.PublishedAsync<UpgradePlanned>();
        plans.Select(p => p.Steps[0].Edits[0].NewText).ShouldBe([$"o/app:1.1.0@{next}", $"o/app:1.0.0@{same}"]);
        plans.Select(p => p.Images[0].Digest).ShouldBe([next, same]);
    }

    [Fact]
    public async Task an_image_that_a_chart_brings_becomes_a_plan_of_the_chart_and_waits_while_its_repository_is_down()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var analyzer = await AnalyzerHost.StartAsync(
            time,
            world =>
            {
                world.Charts.AddChart("/charts", "shop", new ChartSpec("1.0.0", "4.0.0"), new ChartSpec("1.1.0", "4.1.0"));
                world.Registry.AddImage("o/shop", ["4.1.0"]);
                world.Charts.AnswerNext(503, "");
            },
            ("stacks/shop/main.tf", Planning.ChartWorld.Release("\"1.0.0\"")));

        await analyzer.PublishAsync(new UpdateDetected { Image = "o/shop", Tag = "4.1.0", Status = "new", Namespace = "shop" });
        await Eventually.TrueAsync(
            async () => (await analyzer.OperateAsync(HttpMethod.Get, "plans?state=waiting")).Body.ToString().Contains("https://charts.example.org/charts answered 503", StringComparison.Ordinal), "the error in the row");
        (await analyzer.ToldAsync()).ShouldBeEmpty();
        time.Advance(TimeSpan.FromMinutes(1));

        var plan = await Eventually.GetAsync(async () => (await analyzer.PublishedAsync<UpgradePlanned>()).SingleOrDefault(), "the plan");
        (plan.Stack, plan.Images.Count, plan.Charts.ShouldHaveSingleItem().To).ShouldBe(("shop", 0, "1.1.0"));
    }

    [Fact]
    public async Task a_catalog_that_cannot_be_read_holds_everything_back_and_says_so()
    {
        await using var analyzer = await AnalyzerHost.StartAsync(FurnishShlink, Shlink[0], ("upgrade-config.json", "{ \"services\": "));

        await analyzer.PublishAsync(new UpdateDetected { Image = "shlinkio/shlink", Tag = "4.4.1" });

        await Eventually.TrueAsync(
            async () => (await analyzer.OperateAsync(HttpMethod.Get, "plans?state=waiting")).Body.ToString().Contains("upgrade-config.json", StringComparison.Ordinal), "the error in the row");
        (await analyzer.ToldAsync()).ShouldBeEmpty();
    }

    internal static void FurnishShlink(OutsideWorld world)
    {
        world.GitHub.AddRepository("shlinkio/shlink",
        [
            new ReleaseSpec("v4.3.4", "Old"), new ReleaseSpec("v4.4.0", "A new door"), new ReleaseSpec("v4.4.1", "Fixes"), new ReleaseSpec("v5.0.0-beta.1", "Early", Prerelease: true),
            new ReleaseSpec("v5.0.0", "### Removed\n- The old door, for CVE-2026-0001"), new ReleaseSpec("v5.0.2", "Fixes"),
        ]);
        world.Registry.AddImage("shlinkio/shlink", ["4.3.3", "4.3.4", "4.4.0", "4.4.1", "5.0.0-beta.1", "5.0.0", "5.0.2", "latest", "4", "4.4.1-alpine"]);
    }
}
