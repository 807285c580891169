using Upgrades.Contracts.Events;
using Upgrades.Executor.Backups;

namespace Upgrades.Tests.Executor.Backups;

public sealed class BackupChoiceTests
{
    private const long TurnAt = 1000;
    private const long FreshSince = 900;
    private static readonly UpgradePlanned SharedPlan = Plans.Of("web", "1.0", "1.1") with { Backup = Plans.SharedBackup };
    private static readonly UpgradePlanned OwnPlan = SharedPlan with { Backup = Plans.OwnBackup };

    [Fact]
    public void without_any_one_is_begun() => Decide(SharedPlan).ShouldBe("Begin");

    [Fact]
    public void a_fresh_one_is_used() => Decide(SharedPlan, Complete(started: 700, finished: 900)).ShouldBe("Use");

    [Fact]
    public void an_old_one_is_not() => Decide(SharedPlan, Complete(started: 700, finished: 899)).ShouldBe("Begin");

    [Fact]
    public void one_begun_after_the_turn_came_is_used_however_long_ago_it_ended() =>
        BackupChoice.Decide(SharedPlan, [Complete(started: 1000, finished: 1100)], TurnAt, freshSince: 5000).ShouldBeOfType<BackupChoice.Use>();

    [Fact]
    public void a_running_one_is_joined() => Decide(SharedPlan, Running()).ShouldBe("Join");

    [Fact]
    public void a_dedicated_one_serves_its_own_stack_only()
    {
        Decide(OwnPlan, Running("web")).ShouldBe("Join");
        Decide(OwnPlan, Complete(1000, 1100, "web")).ShouldBe("Use");
        Decide(OwnPlan, Complete(1000, 1100, "other")).ShouldBe("Begin");
    }

    [Fact]
    public void two_jobs_of_one_cron_job_never_run_at_once()
    {
        Decide(OwnPlan, Running("other")).ShouldBe("After");
        Decide(SharedPlan, Running("other")).ShouldBe("After");
        Decide(OwnPlan, Running()).ShouldBe("After");
    }

    private static string Decide(UpgradePlanned plan, params BackupRow[] known) => BackupChoice.Decide(plan, known, TurnAt, FreshSince).GetType().Name;

    private static BackupRow Running(string? stack = null) => new()
    {
        Id = "b",
        Namespace = "dbaas",
        CronJob = "c",
        Stack = stack,
        UpgradeId = "u",
        Job = "j",
        State = BackupState.Running,
        StartedAt = 950,
    };

    private static BackupRow Complete(long started, long finished, string? stack = null) =>
        Running(stack) with { State = BackupState.Complete, StartedAt = started, FinishedAt = finished };
}
