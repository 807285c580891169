using Upgrades.Contracts.Events;
using Upgrades.Sandbox.Kubernetes;
using Upgrades.Standalone.Chaos;

namespace Upgrades.Tests.Pipeline;

/// <summary>A credential or a right that is missing is seen before an upgrade has begun, and the upgrade goes on by itself when it is there again.</summary>
public abstract class DependencyScenarios(Arrangement arrangement)
{
    private static readonly (string, string) EveryFewMinutes = ("Probes:Interval", "00:03:00");

    [Fact]
    public async Task without_the_right_to_push_nothing_is_backed_up_and_people_are_told_once()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.WithDatabase()], EveryFewMinutes);
        pipeline.World.Git.IsReadOnly = true;
        var told = await pipeline.ToldAsync("`executor` cannot use `git-push`");
        told.ShouldContain("may not push here");
        told.ShouldContain("upgrades wait until it works again");

        await pipeline.ReportAsync("shop");
        await pipeline.StandsAsync("shop", "waiting: waits: git-push has failed since ");
        pipeline.World.Cluster.Jobs.ShouldBeEmpty();
        (await pipeline.LogAsync()).ShouldBeEmpty();
        (await pipeline.EventsAsync()).OfType<UpgradeStarted>().ShouldBeEmpty();

        pipeline.World.Git.IsReadOnly = false;
        (await pipeline.OutcomeAsync("shop")).ShouldBeOfType<UpgradeSucceeded>();
        await pipeline.ToldAsync("`executor` can use `git-push` again");
        pipeline.World.Slack.Messages.Count(m => m.Contains("`executor` cannot use `git-push`", StringComparison.Ordinal)).ShouldBe(1);
        (await pipeline.SubjectsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task after_the_git_password_was_revoked_and_renewed_the_upgrade_goes_through()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.WithDatabase()], EveryFewMinutes);
        var password = pipeline.World.Settings["Repository:Password"];
        pipeline.World.Git.ChangePassword("another");
        (await pipeline.ToldAsync("`executor` cannot use `git-push`")).ShouldContain("401");

        await pipeline.ReportAsync("shop");
        pipeline.World.Git.ChangePassword(password);

        (await pipeline.OutcomeAsync("shop")).ShouldBeOfType<UpgradeSucceeded>();
        await pipeline.ToldAsync("`executor` can use `git-push` again");
        pipeline.World.Slack.Messages.Count(m => m.Contains("`executor` cannot use `git-push`", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task while_ci_refuses_the_token_nothing_is_backed_up_or_pushed_and_no_attempt_is_lost()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.WithDatabase()], EveryFewMinutes);
        var token = pipeline.World.Woodpecker.Token;
        pipeline.World.Woodpecker.Token = "expired";
        (await pipeline.ToldAsync("`verifier` cannot use `woodpecker`")).ShouldContain("is not accepted (401)");

        await pipeline.ReportAsync("shop");
        await pipeline.StandsAsync("shop", "waiting: waits: woodpecker of the verifier has failed since ");
        await pipeline.EventAsync<BaselineRecorded>(b => b.WaitFor is not null);
        pipeline.World.Cluster.Jobs.ShouldBeEmpty();
        (await pipeline.LogAsync()).ShouldBeEmpty();

        pipeline.World.Woodpecker.Token = token;
        (await pipeline.OutcomeAsync("shop")).ShouldBeOfType<UpgradeSucceeded>();
        await pipeline.ToldAsync("`verifier` can use `woodpecker` again");
        (await pipeline.EventsAsync()).Where(e => Outcome.Of(e) is not null).ShouldHaveSingleItem();
        pipeline.World.Slack.Messages.Count(m => m.Contains("`verifier` cannot use `woodpecker`", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task without_the_right_to_create_jobs_only_those_with_a_backup_wait()
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.WithDatabase(), Fixtures.Web()], EveryFewMinutes);
        var right = new ClusterRight("create", "jobs.batch", "dbaas");
        pipeline.World.Cluster.Withhold(right);
        (await pipeline.ToldAsync("`executor` cannot use `backup-jobs/dbaas`")).ShouldContain("may not create jobs in dbaas");

        await pipeline.ReportAsync("shop");
        await pipeline.StandsAsync("shop", "waiting: waits: backup-jobs/dbaas has failed since ");
        await pipeline.ReportAsync("web");
        (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeSucceeded>();
        pipeline.World.Cluster.Jobs.ShouldBeEmpty();
        (await pipeline.StandingAsync("shop")).ShouldStartWith("waiting: waits: backup-jobs/dbaas");

        pipeline.World.Cluster.Grant(right);
        (await pipeline.OutcomeAsync("shop")).ShouldBeOfType<UpgradeSucceeded>();
        pipeline.World.Cluster.Jobs.Count.ShouldBe(1);
        await pipeline.ToldAsync("`executor` can use `backup-jobs/dbaas` again");
    }
}

public sealed class DependencyInMemory() : DependencyScenarios(new InThisProcess());
