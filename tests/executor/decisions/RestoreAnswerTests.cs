using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor;
using Upgrades.Executor.Backups;
using Upgrades.Executor.Decisions;

namespace Upgrades.Tests.Executor.Decisions;

public sealed class RestoreAnswerTests
{
    private static readonly UpgradePlanned Plan = Plans.Of("web", "1.0", "1.1") with { Backup = Plans.SharedBackup, Restore = Plans.Restore };
    private static readonly UpgradeRow Row = new() { Id = Plan.UpgradeId.ToString(), Repository = "r", Stack = "web", Plan = "", State = UpgradeState.Verifying, Step = 2 };

    private static readonly BackupRow Backup = new()
    {
        Id = "b",
        Namespace = "dbaas",
        CronJob = "postgresql-backup",
        UpgradeId = Row.Id,
        Step = 2,
        Job = "pre-upgrade-1",
        State = BackupState.Complete,
        FinishedAt = 1,
    };

    private static readonly UpgradeFailed UndoFailed = Plans.Failed(Plans.Applied(Plan, StepKind.Rollback)) with { InPlace = true };

    [Fact]
    public void what_was_planned_and_backed_up_for_this_step_is_put_back() =>
        RestoreAnswer.Of(Row, Plan, UndoFailed, Backup, known: false).ShouldBe(new RestoreAnswer.Yes(Backup));

    [Fact]
    public void with_the_policy_always_no_failure_of_the_undo_is_needed() =>
        RestoreAnswer.Of(Row, Plan, undoFailed: null, Backup, known: false).ShouldBeOfType<RestoreAnswer.Yes>();

    [Fact]
    public void nobody_who_has_not_asked_gets_a_restore() =>
        RestoreAnswer.Of(Row, Plan with { Restore = null }, UndoFailed, Backup, known: false).ShouldBe(new RestoreAnswer.No(null));

    [Fact]
    public void never_twice()
    {
        Why(RestoreAnswer.Of(Row, Plan, UndoFailed, Backup, known: true)).ShouldContain("never repeated");
        Why(RestoreAnswer.Of(Row, Plan, UndoFailed with { Kind = StepKind.Restore }, Backup, known: false)).ShouldContain("never repeated");
    }

    [Fact]
    public void never_while_the_cluster_was_not_told_to_run_the_old_version() =>
        Why(RestoreAnswer.Of(Row, Plan, UndoFailed with { InPlace = false }, Backup, known: false)).ShouldContain("the new one would change the data again");

    [Fact]
    public void never_without_a_whole_backup()
    {
        Why(RestoreAnswer.Of(Row, Plan, UndoFailed, backup: null, known: false)).ShouldContain("no backup");
        Why(RestoreAnswer.Of(Row, Plan, UndoFailed, Backup with { State = BackupState.Running, FinishedAt = null }, known: false)).ShouldContain("no backup");
    }

    [Fact]
    public void never_with_the_backup_of_another_step_or_another_upgrade()
    {
        Why(RestoreAnswer.Of(Row, Plan, UndoFailed, Backup with { Step = 1 }, known: false)).ShouldContain("not of this step");
        Why(RestoreAnswer.Of(Row, Plan, UndoFailed, Backup with { Step = null }, known: false)).ShouldContain("not of this step");
        Why(RestoreAnswer.Of(Row, Plan, UndoFailed, Backup with { UpgradeId = "another" }, known: false)).ShouldContain("not of this step");
    }

    private static string Why(RestoreAnswer answer) => answer.ShouldBeOfType<RestoreAnswer.No>().Why!;
}
