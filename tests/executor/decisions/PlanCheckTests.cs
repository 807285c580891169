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

    [Theory]
    [InlineData("../secrets", "dbaas")]
    [InlineData("postgresql-backup", "dbaas/jobs")]
    [InlineData("", "dbaas")]
    [InlineData("Backup", "dbaas")]
    public void a_backup_is_a_cron_job_in_a_namespace_and_no_path(string cronJob, string space) =>
        PlanCheck.Problem(Plans.Of("web", "1.0", "1.1") with { Backup = Plans.SharedBackup with { CronJob = cronJob, Namespace = space } })
            .ShouldBe("backup names no CronJob in a namespace");
}
