using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor.Decisions;

namespace Upgrades.Tests.Executor.Decisions;

public sealed class PlanCheckTests
{
    [Fact]
    public void a_plan_of_the_analyzer_passes() =>
        PlanCheck.Problem(Plans.Of("web", "1.0", "1.1", "2.0") with { Backup = Plans.SharedBackup }).ShouldBeNull();

    [Fact]
    public void what_could_not_be_carried_out_is_named()
    {
        var good = Plans.Of("web", "1.0", "1.1", "2.0");

        PlanCheck.Problem(good with { UpgradeId = Guid.Empty }).ShouldBe("upgradeId is empty");
        PlanCheck.Problem(good with { Stack = "a\nb" }).ShouldBe("stack is no folder's name");
        PlanCheck.Problem(good with { Stack = "" }).ShouldBe("stack is no folder's name");
        PlanCheck.Problem(good with { Repository = "" }).ShouldBe("repository is empty or too long");
        PlanCheck.Problem(good with { Images = [] }).ShouldBe("neither images nor charts are to be moved");
        PlanCheck.Problem(good with { BaseCommit = "master" }).ShouldBe("baseCommit is no commit id");
        PlanCheck.Problem(good with { Window = TimeSpan.FromSeconds(-1) }).ShouldBe("window is not between 0 and a day");
        PlanCheck.Problem(good with { Steps = [] }).ShouldBe("steps are not 1 to 100");
        PlanCheck.Problem(good with { Steps = [good.Steps[1], good.Steps[0]] }).ShouldBe("steps[0].number is not 1");
        PlanCheck.Problem(good with { Steps = [good.Steps[0], good.Steps[1] with { Edits = [] }] }).ShouldBe("steps[1].edits are not 1 to 500");
    }

    [Theory]
    [InlineData("(", null, null, "backup.proof.logPattern is no regular expression that can be used: Invalid pattern '(' at offset 1. Not enough )'s.")]
    [InlineData("(?=ahead)", null, null, "backup.proof.logPattern is no regular expression that can be used: ")]
    [InlineData("", null, null, "backup.proof.logPattern must have 1 to 1000 characters")]
    [InlineData("(?<size>x)", 5L, null, "backup.proof.minBytes is not above 0, or nothing tells a size")]
    [InlineData(null, 0L, "size", "backup.proof.minBytes is not above 0, or nothing tells a size")]
    [InlineData(null, 5L, "", "backup.proof has a metric of not 1 to 2000 characters")]
    [InlineData(@"(?<bytes>\d+) bytes", 5L, null, null)]
    [InlineData(null, null, null, null)]
    public void a_proof_that_nobody_can_check_is_refused(string? pattern, long? least, string? size, string? problem)
    {
        var proof = new BackupProof { LogPattern = pattern, MinBytes = least, SizeMetric = size };

        var found = PlanCheck.Problem(Plans.Of("web", "1.0", "1.1") with { Backup = Plans.SharedBackup with { Proof = proof } });

        (problem is null ? found is null : found?.StartsWith(problem, StringComparison.Ordinal) == true).ShouldBeTrue(found);
    }

    [Fact]
    public void a_restore_of_the_own_database_passes() => Restoring(r => r, b => b).ShouldBeNull();

    [Fact]
    public void a_restore_that_could_take_more_than_the_own_database_is_refused()
    {
        Restoring(r => r, b => b with { Database = null }).ShouldBe("restore would have to put back all of a shared instance: which database is the service's own is not known (backup.database)");
        Restoring(r => r with { Database = "photos" }, b => b).ShouldBe("restore would put back photos, and the service's own database is web");
        Restoring(r => r with { Database = "a;drop" }, b => b).ShouldBe("restore.database is no database's name");
        Restoring(r => r with { CronJob = "../x" }, b => b).ShouldBe("restore names no CronJob in a namespace");
        Restoring(r => r with { CronJob = "postgresql-backup" }, b => b).ShouldBe("restore names the CronJob of the backup");
        Restoring(r => r with { Policy = "sometimes" }, b => b).ShouldBe("restore.policy is not never, whenRollbackFails or always");
        PlanCheck.Problem(Plans.Of("web", "1.0", "1.1") with { Restore = Plans.Restore }).ShouldBe("restore needs a backup, and none is planned");
    }

    private static string? Restoring(Func<RestorePlan, RestorePlan> restore, Func<BackupPlan, BackupPlan> backup) => PlanCheck.Problem(
        Plans.Of("web", "1.0", "1.1") with { Backup = backup(Plans.SharedBackup with { Database = "web" }), Restore = restore(Plans.Restore) });

    [Theory]
    [InlineData("../secrets", "dbaas")]
    [InlineData("postgresql-backup", "dbaas/jobs")]
    [InlineData("", "dbaas")]
    [InlineData("Backup", "dbaas")]
    public void a_backup_is_a_cron_job_in_a_namespace_and_no_path(string cronJob, string space) =>
        PlanCheck.Problem(Plans.Of("web", "1.0", "1.1") with { Backup = Plans.SharedBackup with { CronJob = cronJob, Namespace = space } })
            .ShouldBe("backup names no CronJob in a namespace");
}
