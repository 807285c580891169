using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.Kubernetes;
using Upgrades.Sandbox.World;
using Upgrades.Standalone.Chaos;

namespace Upgrades.Tests.Pipeline;

/// <summary>What went wrong once in the pipeline that this one replaces; each scenario bears the incident's number.</summary>
public abstract class IncidentScenarios(Arrangement arrangement)
{
    private const string Upgraded = "upgrade: web 1.0.0 -> 1.1.0";
    private const string Reverted = "Revert \"upgrade: web 1.0.0 -> 1.1.0\"";

    [Fact]
    public async Task I1_a_token_that_ci_refuses_after_the_push_delays_the_verdict_and_undoes_nothing()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        var (token, asked) = (pipeline.World.Woodpecker.Token, 0);
        pipeline.World.Git.Hold.AfterPush = _ =>
        {
            (pipeline.World.Woodpecker.Token, asked) = ("rotated", pipeline.World.Woodpecker.Requests.Count);
            return Task.CompletedTask;
        };

        await pipeline.ReportAsync("web");
        await pipeline.EventAsync<UpgradeApplied>();
        await Eventually.TrueAsync(() => Task.FromResult(pipeline.World.Woodpecker.Requests.Count > asked), "CI is asked in vain");
        (await pipeline.EventsAsync()).Where(e => Outcome.Of(e) is not null).ShouldBeEmpty();
        pipeline.World.Woodpecker.Token = token;

        (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeSucceeded>();
        (await pipeline.SubjectsAsync()).ShouldBe([Upgraded]);
        await pipeline.ToldAsync("`web` upgraded");
    }

    [Fact]
    public async Task I3_an_unrelated_workflow_that_is_red_undoes_nothing()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        pipeline.World.Ci.Next("web", CommitFate.UnrelatedWorkflowRed);

        await pipeline.ReportAsync("web");

        (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeSucceeded>();
        pipeline.World.Woodpecker.Pipelines.ShouldHaveSingleItem().Status.ShouldBe("failure");
        (await pipeline.SubjectsAsync()).ShouldBe([Upgraded]);
        pipeline.Running("web").ShouldBe(["ghcr.io/example/web:1.1.0"]);
        (await pipeline.ToldAsync("`web` upgraded")).ShouldContain("workflow default succeeded");
        pipeline.Told.ShouldNotContain("rolled back");
    }

    [Fact]
    public async Task I5_when_a_migration_keeps_the_old_version_from_starting_a_person_is_told_how_git_and_database_stand()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.WithDatabase()]);
        pipeline.World.Behave("shop", tag => tag == "1.1.0", new ImageBehaviour.MigratesDatabase(Then: new ImageBehaviour.CrashLoop(1, ["fatal: DATABASE_URL has another form now"])));

        await pipeline.ReportAsync("shop");

        var outcome = (await pipeline.OutcomeAsync("shop")).ShouldBeOfType<RollbackFailed>();
        (await pipeline.SubjectsAsync()).ShouldBe(["Revert \"upgrade: shop 1.0.0 -> 1.1.0\"", "upgrade: shop 1.0.0 -> 1.1.0"]);
        outcome.GitState.ShouldContain("the branch holds 1.0.0 again");
        outcome.DatabaseState.ShouldContain("not restored");
        outcome.ClusterState.ShouldContain("crash");
        var told = await pipeline.ToldAsync("CRITICAL");
        told.ShouldContain("git: the branch holds 1.0.0 again");
        told.ShouldContain(pipeline.World.Cluster.Jobs.Single().Name);
        told.ShouldContain("Run next:");
        told.ShouldContain("kubectl -n shop");
    }

    [Fact]
    public async Task I6_a_container_killed_at_first_start_for_want_of_memory_gets_twice_as_much_and_the_upgrade_stands()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        pipeline.World.Behave("web", tag => tag == "1.1.0", new ImageBehaviour.OutOfMemory(768L << 20));

        await pipeline.ReportAsync("web");

        var outcome = (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeSucceeded>();
        outcome.Fix.ShouldBe(new MemoryFix { Container = "web", From = "512Mi", To = "1Gi" });
        (await pipeline.SubjectsAsync()).ShouldBe(["upgrade: web 1.1.0 needs more memory, 512Mi -> 1Gi", Upgraded]);
        var (before, now) = await pipeline.TextAsync("web");
        now.ShouldBe(before.Replace("web:1.0.0\"", "web:1.1.0\"", StringComparison.Ordinal).Replace("memory = \"512Mi\"", "memory = \"1Gi\"", StringComparison.Ordinal));
        await pipeline.ToldAsync("more memory for container `web`, `512Mi` → `1Gi`");
        (await pipeline.ToldAsync("`web` upgraded")).ShouldContain("its limit is `1Gi` now, before `512Mi`");
    }

    [Fact]
    public async Task I6_when_twice_the_memory_is_not_enough_version_and_limit_are_put_back_together()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        pipeline.World.Behave("web", tag => tag == "1.1.0", new ImageBehaviour.OutOfMemory(4L << 30));

        await pipeline.ReportAsync("web");

        (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeRolledBack>().Cause.ShouldBe(FailureCause.Version);
        (await pipeline.SubjectsAsync()).ShouldBe([Reverted, "upgrade: web 1.1.0 needs more memory, 512Mi -> 1Gi", Upgraded]);
        var (before, now) = await pipeline.TextAsync("web");
        now.ShouldBe(before);
        await pipeline.ToldAsync("the old version and the old memory limit are put back");
        await pipeline.ToldAsync("`1.1.0` did not work, `1.0.0` runs again");
    }

    [Fact]
    public async Task I7_eleven_upgrades_and_cis_own_commits_push_at_once_and_each_lands_once()
    {
        var services = Enumerable.Range(1, 11).Select(i => Fixtures.Web($"web-{i}")).ToArray();
        await using var pipeline = await arrangement.StartAsync(services, ("Ingest:Limit", "100"), ("Executor:MaxInFlight", "20"));
        var deploys = 0;
        pipeline.World.Git.Hold.BeforePush = async repository =>
        {
            if (Interlocked.Increment(ref deploys) is var number and <= 10)
            {
                await pipeline.World.Git.CommitAsync(repository, new Dictionary<string, string?> { [$"state/{number}.json"] = "{}" }, "Woodpecker CI deploy [CI SKIP]");
            }
        };

        await Task.WhenAll(services.Select(s => pipeline.ReportAsync(s.Stack)));

        foreach (var service in services)
        {
            (await pipeline.OutcomeAsync(service.Stack)).ShouldBeOfType<UpgradeSucceeded>();
        }

        var subjects = await pipeline.SubjectsAsync();
        subjects.Where(s => s.StartsWith("upgrade: ", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .ShouldBe(services.Select(s => $"upgrade: {s.Stack} 1.0.0 -> 1.1.0").Order(StringComparer.Ordinal));
        subjects.Count(s => s == "Woodpecker CI deploy [CI SKIP]").ShouldBe(10);
        await pipeline.ToldAsync("`web-11` upgraded");
    }

    [Fact]
    public async Task I8_two_services_never_share_a_commit()
    {
        await using var pipeline = await arrangement.StartAsync(
            [Fixtures.Web("first") with { Place = VersionPlace.ModuleInput }, Fixtures.Web("second") with { Place = VersionPlace.ModuleInput }]);

        await Task.WhenAll(pipeline.ReportAsync("first"), pipeline.ReportAsync("second"));

        (await pipeline.OutcomeAsync("first")).ShouldBeOfType<UpgradeSucceeded>();
        (await pipeline.OutcomeAsync("second")).ShouldBeOfType<UpgradeSucceeded>();
        var log = await pipeline.LogAsync();
        log.Count.ShouldBe(2);
        log.ShouldAllBe(c => c.Files.Count == 1 && c.Files[0] == (c.Subject.Contains("first", StringComparison.Ordinal) ? "stacks/first/main.tf" : "stacks/second/main.tf"));
        await pipeline.ToldAsync("`first` upgraded");
        await pipeline.ToldAsync("`second` upgraded");
    }

    [Fact]
    public async Task I10_two_containers_of_one_pod_keep_their_own_images()
    {
        var service = Fixtures.Web() with { Containers = [new FixtureContainer("web", "ghcr.io/example/web"), new FixtureContainer("cache", "ghcr.io/example/cache")] };
        await using var pipeline = await arrangement.StartAsync([service]);

        await pipeline.ReportAsync("web");

        (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeSucceeded>();
        pipeline.Running("web").ShouldBe(["ghcr.io/example/web:1.1.0", "ghcr.io/example/cache:1.0.0"]);
        (await pipeline.SubjectsAsync()).ShouldBe([Upgraded]);
        (await pipeline.ToldAsync("`web` upgraded")).ShouldNotContain("cache");
    }

    [Fact]
    public async Task I12_an_image_that_the_cluster_cannot_find_is_put_back()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        pipeline.World.Behave("web", tag => tag == "1.1.0", new ImageBehaviour.ImageMissing());

        await pipeline.ReportAsync("web");

        (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeRolledBack>().Cause.ShouldBe(FailureCause.Version);
        (await pipeline.SubjectsAsync()).ShouldBe([Reverted, Upgraded]);
        pipeline.Running("web").ShouldBe(["ghcr.io/example/web:1.0.0"]);
        (await pipeline.ToldAsync("`web` failed")).ShouldContain("manifest unknown");
    }

    [Fact]
    public async Task I14_what_a_new_entrypoint_lacks_is_told_in_slack_and_in_the_commit_that_puts_the_old_one_back()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        pipeline.World.Break("web");

        await pipeline.ReportAsync("web");

        (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeRolledBack>();
        const string Words = "fatal: STORE_ENCRYPTION_KEY is required since this version";
        (await pipeline.ToldAsync("`web` failed")).ShouldContain(Words);
        var undo = (await pipeline.LogAsync())[0];
        undo.Subject.ShouldBe(Reverted);
        undo.Body.ShouldContain(Words);
    }

    [Fact]
    public async Task I16_a_front_door_that_answers_200_does_not_hide_pods_that_are_down()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        pipeline.World.Break("web");
        pipeline.World.FrontDoor = _ => 200;

        await pipeline.ReportAsync("web");

        (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeRolledBack>().RunningVersion.ShouldBe("1.0.0");
        (await pipeline.SubjectsAsync()).ShouldBe([Reverted, Upgraded]);
        (await pipeline.ToldAsync("`web` failed")).ShouldContain("seen by `pods`");
    }

    [Fact]
    public async Task I17_green_ci_that_applied_nothing_is_no_success()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        pipeline.World.Ci.Next("web", CommitFate.GreenButNothingApplied);

        await pipeline.ReportAsync("web");

        (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeRolledBack>().Cause.ShouldBe(FailureCause.Ci);
        (await pipeline.EventsAsync()).OfType<UpgradeSucceeded>().ShouldBeEmpty();
        (await pipeline.SubjectsAsync()).ShouldBe([Reverted, Upgraded]);
        (await pipeline.ToldAsync("`web` failed")).ShouldContain("1.0.0 of `ghcr.io/example/web` still runs");
    }
}

public sealed class IncidentsInMemory() : IncidentScenarios(new InThisProcess());

[Trait("Length", "long")]
public sealed class IncidentsOnRabbitMq(OnRabbitMq arrangement) : IncidentScenarios(arrangement), IClassFixture<OnRabbitMq>;
