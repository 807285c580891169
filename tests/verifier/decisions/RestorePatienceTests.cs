using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Verifier;
using Upgrades.Verifier.Cluster;
using Upgrades.Verifier.Decisions;
using static Upgrades.Tests.Verifier.Decisions.ClusterPieces;

namespace Upgrades.Tests.Verifier.Decisions;

public sealed class RestorePatienceTests
{
    private static readonly RolloutState Waiting = new RolloutState.Waiting("0 of 1 pods are available");
    private static readonly Ending Before = new("Error", 1, StartedAt: Now.AddMinutes(-1));
    private static readonly Ending After = new("Error", 1, StartedAt: Now.AddMinutes(4));

    private static readonly UpgradeApplied Restore = Applied(StepKind.Restore) with
    {
        Restored = new DataRestore { Namespace = "dbaas", Job = "restore-web-1", Database = "web", BackupJob = "pre-upgrade-1", BackupFinishedAt = Now.AddHours(-1), StartedAt = Now.AddMinutes(-1), FinishedAt = Now },
    };

    [Fact]
    public void a_crash_loop_from_before_is_waited_for()
    {
        var crashing = Select(Workload(rollout: Waiting), Pod(ready: false, container: Crashing() with { EndedBefore = Before }));

        Judge(crashing, minutes: 6).Judgement.ShouldBeOfType<Judgement.Wait>();
        Judge(crashing, minutes: 7).Judgement.ShouldBeOfType<Judgement.Fail>();
    }

    [Fact]
    public void without_a_restore_the_same_crash_loop_fails_at_once() =>
        Judge(Select(Workload(rollout: Waiting), Pod(ready: false, container: Crashing() with { EndedBefore = Before })), 1, Applied(StepKind.Rollback)).Judgement.ShouldBeOfType<Judgement.Fail>();

    [Fact]
    public void the_first_start_with_the_data_is_judged() =>
        Judge(Select(Workload(rollout: Waiting), Pod(ready: false, container: Crashing(restarts: 6) with { EndedBefore = After })), minutes: 5).Judgement.ShouldBeOfType<Judgement.Fail>();

    [Fact]
    public void a_container_that_ended_and_was_started_before_is_waited_for() =>
        Judge(Select(Workload(rollout: Waiting), Pod(ready: false, container: new ContainerView { Name = "server", Image = "nginx:1.27", Restarts = 2, Ended = Before })), minutes: 1)
            .Judgement.ShouldBeOfType<Judgement.Wait>();

    [Fact]
    public void a_kill_for_want_of_memory_from_before_is_none_of_the_datas()
    {
        var running = new ContainerView { Name = "server", Image = "nginx:1.27", Ready = true, Restarts = 5, EndedBefore = Before with { Reason = "OOMKilled", ExitCode = 137 } };

        Judge(Select(Workload(), Pod(container: running)), minutes: 4).Judgement.ShouldBeOfType<Judgement.Next>();
    }

    [Fact]
    public void restarts_until_then_are_the_ones_that_later_ones_are_counted_from()
    {
        var running = new ContainerView { Name = "server", Image = "nginx:1.27", Ready = true, Restarts = 5, EndedBefore = Before };

        Judge(Select(Workload(), Pod(container: running)), minutes: 4).Progress.Restarts.ShouldBe(new Dictionary<string, int> { ["uid-web-1/server"] = 5 });
    }

    [Fact]
    public void a_controller_that_gave_up_before_may_come_round()
    {
        var stuck = Select(Workload(rollout: new RolloutState.Stuck("progress deadline exceeded")), Pod(ready: false));

        Judge(stuck, minutes: 3).Judgement.ShouldBeOfType<Judgement.Wait>();
        Judge(stuck, minutes: 8).Judgement.ShouldBeOfType<Judgement.Fail>();
    }

    private static Move Judge(Selection selection, int minutes, UpgradeApplied? message = null)
    {
        var (applied, now) = (message ?? Restore, Now.AddMinutes(minutes));
        return RolloutJudgement.Judge(
            new RolloutLook(applied, RestorePatience.See(selection, applied, now), Baseline: null, now), new Progress { Phase = Phase.Rollout, Since = Now, RolloutSince = Now }, new VerifierOptions());
    }
}
