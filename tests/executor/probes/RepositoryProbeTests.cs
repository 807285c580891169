using Upgrades.Executor;
using Upgrades.Executor.Probes;
using Upgrades.Hosting.Probes;

namespace Upgrades.Tests.Executor.Probes;

public sealed class RepositoryProbeTests
{
    [Fact]
    public async Task what_works_is_said_with_what_it_does_not_prove()
    {
        await using var world = await ProbedExecutor.StartAsync("""{"max_steps": 5}""");

        var results = await world.TryAsync<RepositoryProbe>();

        results.Select(r => (r.Dependency, r.Verdict)).ShouldBe([("git-push", ProbeVerdict.Works), ("catalog", ProbeVerdict.Works)]);
        results[0].Said.ShouldBe($"branch master at {(await world.Git.HeadAsync("infra"))[..10]}, let in to push (whether the branch is protected is only known of a push)");
    }

    [Theory]
    [InlineData("", "there is no UPGRADES__REPOSITORY__PASSWORD", "UPGRADES__REPOSITORY__USERNAME")]
    [InlineData("wrong-password", "401", "UPGRADES__REPOSITORY__PASSWORD")]
    public async Task a_credential_that_is_not_taken_names_its_setting_and_holds_upgrades(string password, string said, string advice)
    {
        await using var world = await ProbedExecutor.StartAsync("{}");
        world.Repository.Password = password;

        var failed = (await world.TryAsync<RepositoryProbe>()).ShouldHaveSingleItem();

        (failed.Dependency, failed.Verdict, failed.HoldsUpgrades).ShouldBe(("git-push", ProbeVerdict.Failed, true));
        failed.Said.ShouldContain(said);
        failed.Said.ShouldNotContain("wrong-password");
        failed.Advice!.ShouldContain(advice);
    }

    [Fact]
    public async Task a_revoked_credential_one_without_rights_and_a_server_that_is_away_are_told_apart()
    {
        await using var world = await ProbedExecutor.StartAsync("{}");
        world.Git.ChangePassword("another");
        (await world.OneAsync<RepositoryProbe>("git-push")).Said.ShouldContain("401");

        world.Git.ChangePassword("secret");
        world.Git.IsReadOnly = true;
        (await world.OneAsync<RepositoryProbe>("git-push")).Said.ShouldContain("may not push here");

        world.Git.Hold.AnswerStatus = 503;
        (await world.OneAsync<RepositoryProbe>("git-push")).Said.ShouldContain("answered 503");
    }

    [Fact]
    public async Task who_only_observes_holds_nothing()
    {
        await using var world = await ProbedExecutor.StartAsync("{}");
        (world.Repository.Password, world.Options.Mode) = ("wrong", ExecutorMode.Observe);

        (await world.OneAsync<RepositoryProbe>("git-push")).HoldsUpgrades.ShouldBeFalse();
    }

    [Fact]
    public async Task a_mistake_in_the_catalog_is_named_and_holds_nobody()
    {
        await using var world = await ProbedExecutor.StartAsync("{\n  \"max_steps\": 5000,\n  \"db_backed_services\": {\"wiki\": {\"type\": \"oracle\"}}\n}");

        var failed = await world.OneAsync<RepositoryProbe>("catalog");

        (failed.Verdict, failed.HoldsUpgrades).ShouldBe((ProbeVerdict.Failed, false));
        failed.Said.ShouldStartWith("upgrade-config.json: line 2, max_steps: ");
        failed.Said.ShouldContain("line 3, db_backed_services.wiki.type: ");
        failed.Advice!.ShouldContain("upgrades catalog check");
    }

    [Fact]
    public async Task a_catalog_that_is_none_holds_everybody()
    {
        await using var world = await ProbedExecutor.StartAsync("{\"max_steps\": ");

        var failed = await world.OneAsync<RepositoryProbe>("catalog");

        (failed.Verdict, failed.HoldsUpgrades).ShouldBe((ProbeVerdict.Failed, true));
    }

    [Fact]
    public async Task no_catalog_at_all_is_no_mistake()
    {
        await using var world = await ProbedExecutor.StartAsync();

        (await world.OneAsync<RepositoryProbe>("catalog")).Verdict.ShouldBe(ProbeVerdict.Works);
    }
}
