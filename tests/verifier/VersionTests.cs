using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.Kubernetes;
using Upgrades.Sandbox.Woodpecker;

namespace Upgrades.Tests.Verifier;

/// <summary>What becomes of an upgrade whose new version is good or bad, CI being well.</summary>
public sealed class VersionTests : IAsyncLifetime
{
    private VerifierWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await VerifierWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task a_healthy_version_succeeds_and_every_check_says_what_it_saw()
    {
        (await _world.BeginAsync()).Problems.ShouldBeEmpty();

        var succeeded = (await _world.UpgradeAsync()).ShouldBeOfType<UpgradeSucceeded>();

        succeeded.CommitSha.ShouldBe(new string('a', 40));
        succeeded.Checks.Select(c => (c.Check, c.Verdict, c.Detail)).ShouldBe(
        [
            ("ci", CheckVerdict.Passed, "pipeline 1: workflow default succeeded"),
            ("rollout", CheckVerdict.Passed, "Deployment url/shlink: 1 pod up to date and available"),
            ("version", CheckVerdict.Passed, "every pod runs 5.0.2 (1 pod)"),
            ("pods", CheckVerdict.Passed, "no crash and no restart within 2 min (1 pod)"),
            ("http", CheckVerdict.Passed, "https://shlink.example.org/ answered 200"),
            ("uptime-kuma", CheckVerdict.Passed, "monitor short links is up"),
        ]);
        (await _world.PublishedAsync<PipelineFound>()).Single().ShouldBe(new PipelineFound
        {
            UpgradeId = _world.UpgradeId,
            Stack = "url",
            Step = 1,
            Kind = StepKind.Upgrade,
            Number = 1,
            Url = "https://ci.example.org/repos/1/pipeline/1",
        });
    }

    [Theory]
    [InlineData(WorkloadKind.Deployment)]
    [InlineData(WorkloadKind.StatefulSet)]
    [InlineData(WorkloadKind.DaemonSet)]
    public async Task every_kind_of_workload_is_followed_with_its_init_containers(WorkloadKind kind)
    {
        WorkloadSpec Workload(string tag) => VerifierWorld.Workload(tag) with
        {
            Kind = kind,
            Replicas = 3,
            InitContainers = [new ContainerSpec("migrate", $"{VerifierWorld.Image}:{tag}")],
        };
        _world.Cluster.Apply(Workload("4.3.4"), _world.Time.GetUtcNow() - TimeSpan.FromDays(1));
        await _world.StartedAsync();
        await _world.MoveAsync(TimeSpan.Zero);
        _world.Ci.Start(new string('a', 40), "master", "m", new PipelineScript
        {
            OnApply = () =>
            {
                _world.Cluster.Apply(Workload("5.0.2"));
                return Task.CompletedTask;
            },
        });
        await _world.AppliedAsync(_world.Applied('a'));

        var succeeded = (await _world.VerdictAsync()).ShouldBeOfType<UpgradeSucceeded>();

        succeeded.Checks.Single(c => c.Check == "rollout").Detail.ShouldBe($"{kind} url/shlink: 3 pods up to date and available");
        succeeded.Checks.Single(c => c.Check == "version").Detail.ShouldBe("every pod runs 5.0.2 (3 pods)");
    }

    [Fact]
    public async Task the_window_is_watched_to_its_end()
    {
        await _world.BeginAsync();
        _world.Push('a', new PipelineScript(), "5.0.2");
        await _world.AppliedAsync(_world.Applied('a') with { Window = TimeSpan.FromMinutes(10) });
        var begin = _world.Time.GetUtcNow();

        (await _world.VerdictAsync()).ShouldBeOfType<UpgradeSucceeded>();

        (_world.Time.GetUtcNow() - begin).ShouldBeGreaterThan(TimeSpan.FromMinutes(10));
        (_world.Time.GetUtcNow() - begin).ShouldBeLessThan(TimeSpan.FromMinutes(12));
    }

    [Fact]
    public async Task a_good_step_before_the_last_is_verified_and_not_yet_a_success()
    {
        await _world.BeginAsync();
        _world.Push('a', new PipelineScript(), "5.0.2");
        await _world.AppliedAsync(_world.Applied('a') with { StepCount = 2 });

        var verified = (await _world.VerdictAsync()).ShouldBeOfType<StepVerified>();

        (verified.Step, verified.StepCount, verified.Images[0].To).ShouldBe((1, 2, "5.0.2"));
    }

    [Fact]
    public async Task a_version_that_keeps_crashing_fails_with_its_last_words()
    {
        Behave(new ImageBehaviour.CrashLoop(3, ["connecting with DB_PASSWORD=hunter2", "fatal: no such column"]));

        var failed = await FailAsync();

        (failed.Check, failed.Cause, failed.Evidence.Reason, failed.Evidence.ExitCode, failed.Evidence.Container).ShouldBe(("pods", FailureCause.Version, "CrashLoopBackOff", 3, "server"));
        failed.Evidence.Pod!.ShouldStartWith("shlink-");
        failed.Evidence.LogLines.ShouldContain("connecting with DB_PASSWORD=***");
        failed.Evidence.LogLines.ShouldContain("fatal: no such column");
    }

    [Fact]
    public async Task a_version_that_needs_more_memory_is_told_from_one_that_crashes()
    {
        Behave(new ImageBehaviour.OutOfMemory(1024L * 1024 * 1024));
        await _world.BeginAsync();
        _world.Ci.Start(new string('a', 40), "master", "upgrade", new PipelineScript
        {
            OnApply = () =>
            {
                _world.Cluster.Apply(VerifierWorld.Workload("5.0.2", memoryLimit: "512Mi"));
                return Task.CompletedTask;
            },
        });
        await _world.AppliedAsync(_world.Applied('a'));

        var failed = (await _world.VerdictAsync()).ShouldBeOfType<UpgradeFailed>();

        (failed.Check, failed.Cause, failed.Evidence.Reason, failed.Evidence.ExitCode).ShouldBe(("pods", FailureCause.Version, "OOMKilled", 137));
    }

    [Fact]
    public async Task a_version_that_never_becomes_ready_fails_at_the_rollouts_deadline()
    {
        Behave(new ImageBehaviour.NeverReady());

        var failed = await FailAsync();

        (failed.Check, failed.Cause, failed.Evidence.Reason, failed.Evidence.Container).ShouldBe(("rollout", FailureCause.Version, "NotReady", "server"));
        failed.Evidence.LogLines.ShouldContain(l => l.StartsWith("event: Unhealthy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task an_image_that_is_not_there_is_the_versions_fault()
    {
        Behave(new ImageBehaviour.ImageMissing());

        var failed = await FailAsync();

        (failed.Check, failed.Cause).ShouldBe(("pods", FailureCause.Version));
        failed.Evidence.Reason.ShouldBeOneOf("ErrImagePull", "ImagePullBackOff");
        failed.Evidence.Summary.ShouldContain("manifest unknown");
    }

    [Fact]
    public async Task a_registry_in_trouble_is_not_the_versions_fault()
    {
        Behave(new ImageBehaviour.ImageMissing { Error = "unexpected status from HEAD request: 503 Service Unavailable" });

        (await FailAsync()).Cause.ShouldBe(FailureCause.Registry);
    }

    [Fact]
    public async Task an_answer_of_500_fails_after_three_in_a_row()
    {
        Behave(new ImageBehaviour.AnswersHttp(500));

        var failed = await FailAsync();

        (failed.Check, failed.Cause, failed.Evidence.HttpStatus, failed.Evidence.Url).ShouldBe(("http", FailureCause.Version, 500, "https://shlink.example.org/"));
        failed.Evidence.Summary.ShouldBe("https://shlink.example.org/ answered 500, 3 times in a row");
    }

    [Fact]
    public async Task two_bad_answers_are_no_failure()
    {
        await _world.BeginAsync();
        var bad = 2;
        _world.Answer = _ => _world.Cluster.Workload("url", "shlink")!.Containers[0].Image.EndsWith(":5.0.2", StringComparison.Ordinal) && bad-- > 0 ? 502 : null;

        (await _world.UpgradeAsync()).ShouldBeOfType<UpgradeSucceeded>();
        bad.ShouldBeLessThan(0);
    }

    [Fact]
    public async Task a_single_restart_within_the_window_fails()
    {
        Behave(new ImageBehaviour.CrashLoop(1, ["out of file handles"]) { RunsFor = TimeSpan.FromSeconds(90) });

        var failed = await FailAsync();

        (failed.Check, failed.Cause, failed.Evidence.ExitCode).ShouldBe(("pods", FailureCause.Version, 1));
    }

    [Fact]
    public async Task a_monitor_that_went_down_in_the_rollout_may_say_so_until_its_next_beat()
    {
        await _world.BeginAsync();
        var since = _world.Time.GetUtcNow();
        _world.MonitorStatus = () => _world.Time.GetUtcNow() - since < TimeSpan.FromMinutes(4) ? 0 : 1;

        (await _world.UpgradeAsync()).ShouldBeOfType<UpgradeSucceeded>().Checks.ShouldContain(c => c.Check == "uptime-kuma" && c.Verdict == CheckVerdict.Passed);
    }

    [Fact]
    public async Task a_monitor_that_stays_down_fails()
    {
        await _world.BeginAsync();
        _world.Monitors[0] = _world.Monitors[0] with { Status = 0 };

        var failed = (await _world.UpgradeAsync()).ShouldBeOfType<UpgradeFailed>();

        (failed.Check, failed.Evidence.Summary).ShouldBe(("uptime-kuma", "Uptime Kuma's monitor short links is down, 3 times in a row"));
    }

    [Theory]
    [InlineData(2, "monitor short links is pending")]
    [InlineData(3, "monitor short links is under maintenance")]
    [InlineData(-1, "no monitor for shlink.example.org")]
    public async Task a_monitor_that_says_nothing_is_said_and_not_passed(int status, string detail)
    {
        await _world.BeginAsync();
        _world.Monitors[0] = _world.Monitors[0] with { Status = status };

        var succeeded = (await _world.UpgradeAsync()).ShouldBeOfType<UpgradeSucceeded>();

        succeeded.Checks.Single(c => c.Check == "uptime-kuma").ShouldBe(new CheckResult { Check = "uptime-kuma", Verdict = CheckVerdict.NotProven, Detail = detail });
    }

    [Fact]
    public async Task where_nothing_runs_nothing_is_called_proven()
    {
        _world.Push('a', new PipelineScript(), tag: null);
        await _world.AppliedAsync(_world.Applied('a'));

        var succeeded = (await _world.VerdictAsync()).ShouldBeOfType<UpgradeSucceeded>();

        succeeded.Checks.Where(c => c.Verdict == CheckVerdict.Passed).Select(c => c.Check).ShouldBe(["ci"]);
        succeeded.Checks.Where(c => c.Verdict == CheckVerdict.NotProven).Select(c => c.Check).ShouldBe(["rollout", "version", "pods", "http", "uptime-kuma", "baseline"]);
    }

    private void Behave(ImageBehaviour behaviour) => _world.Behaviours[$"{VerifierWorld.Image}:5.0.2"] = behaviour;

    private async Task<UpgradeFailed> FailAsync()
    {
        await _world.BeginAsync();
        return (await _world.UpgradeAsync()).ShouldBeOfType<UpgradeFailed>();
    }
}
