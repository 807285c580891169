using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.Kubernetes;

namespace Upgrades.Tests.Pipeline;

/// <summary>Why a version failed is told apart, so that a person knows where to look.</summary>
public abstract class EvidenceScenarios(Arrangement arrangement)
{
    [Fact]
    public async Task a_crash_shows_its_exit_code_and_last_words()
    {
        var failed = await FailAsync(new ImageBehaviour.CrashLoop(78, ["reading /etc/web.conf", "fatal: unknown option WEB_ROOT"]));

        failed.Evidence.ExitCode.ShouldBe(78);
        failed.Evidence.LogLines.ShouldContain("fatal: unknown option WEB_ROOT");
        failed.Evidence.Pod.ShouldNotBeNullOrEmpty();
        failed.Cause.ShouldBe(FailureCause.Version);
    }

    [Fact]
    public async Task a_version_that_never_gets_ready_fails_at_the_rollout()
    {
        var failed = await FailAsync(new ImageBehaviour.NeverReady());

        failed.Check.ShouldBe("rollout");
        failed.Cause.ShouldBe(FailureCause.Version);
    }

    [Fact]
    public async Task a_front_door_that_answers_500_is_shown_with_its_address()
    {
        var failed = await FailAsync(new ImageBehaviour.AnswersHttp(500));

        (failed.Check, failed.Evidence.HttpStatus).ShouldBe(("http", 500));
        failed.Evidence.Url.ShouldNotBeNull().ShouldContain("web.example.org");
    }

    private async Task<UpgradeFailed> FailAsync(ImageBehaviour behaviour)
    {
        await using var pipeline = await arrangement.StartAsync([Fixtures.Web()]);
        pipeline.World.Behave("web", tag => tag == "1.1.0", behaviour);

        await pipeline.ReportAsync("web");

        (await pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeRolledBack>().RunningVersion.ShouldBe("1.0.0");
        var failed = await pipeline.EventAsync<UpgradeFailed>();
        var undo = (await pipeline.LogAsync())[0];
        (undo.Subject, await pipeline.SubjectsAsync() is { Count: 2 }).ShouldBe(("Revert \"upgrade: web 1.0.0 -> 1.1.0\"", true));
        undo.Body.ShouldContain(failed.CommitSha);
        pipeline.World.Cluster.Jobs.ShouldBeEmpty();
        await pipeline.ToldAsync("`web` failed");
        await pipeline.ToldAsync("`web` rolled back");
        return failed;
    }
}

public sealed class EvidenceInMemory() : EvidenceScenarios(new InThisProcess());

[Trait("Length", "long")]
public sealed class EvidenceOnRabbitMq(OnRabbitMq arrangement) : EvidenceScenarios(arrangement), IClassFixture<OnRabbitMq>;
