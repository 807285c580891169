using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor.Backups;
using Upgrades.Executor.Decisions;

namespace Upgrades.Tests.Executor.Decisions;

public sealed class StuckRollbackTests
{
    private static readonly BackupRow Backup = new()
    {
        Id = "b",
        Namespace = "dbaas",
        CronJob = "postgresql-backup",
        UpgradeId = "u",
        Job = "pre-upgrade-web-1",
        State = BackupState.Complete,
        FinishedAt = Plans.Now.ToUnixTimeMilliseconds(),
    };

    [Fact]
    public void commands_can_be_copied_into_a_shell()
    {
        var plan = Plans.Of("web", "1.0", "1.1") with { Backup = Plans.SharedBackup };
        var failure = Plans.Failed(Plans.Applied(plan));

        StuckRollback.Commands(plan, StepChange.Back(plan, 1), failure, Backup, [failure.CommitSha, null]).ShouldBe(
        [
            "git log -5 --oneline -- stacks/web/main.tf",
            $"git show {failure.CommitSha}",
            "kubectl -n web get pods -o wide",
            "kubectl -n web get events --sort-by=.lastTimestamp",
            "kubectl -n web logs web-5d4f9-x2x7p -c app --tail=100",
            "kubectl -n web logs web-5d4f9-x2x7p -c app --tail=100 --previous",
            "kubectl -n dbaas logs job/pre-upgrade-web-1    # where the backup was written to",
            "kubectl -n dbaas get job pre-upgrade-web-1 -o yaml    # image, host and volume to restore from, for 24 h",
        ]);
    }

    [Fact]
    public void names_from_messages_stay_words_in_a_shell()
    {
        var plan = Plans.Of("web", "1.0", "1.1") with { Namespaces = ["a; rm -rf ~", "-it's"] };
        var failure = Plans.Failed(Plans.Applied(plan)) with { Evidence = new Evidence { Summary = "s", Pod = "$(reboot)" } };

        var commands = StuckRollback.Commands(plan, StepChange.Back(plan, 1), failure, null, []);

        commands.ShouldContain("kubectl -n 'a; rm -rf ~' get pods -o wide");
        commands.ShouldContain("kubectl -n '-it'\\''s' logs '$(reboot)' --tail=100");
    }

    [Fact]
    public void the_state_of_cluster_and_database_is_told()
    {
        var plan = Plans.Of("web", "1.0", "1.1") with { Backup = Plans.SharedBackup };
        var failure = Plans.Failed(Plans.Applied(plan));

        var told = StuckRollback.Explain(plan, StepChange.Back(plan, 1), failure, Backup);

        told.ClusterState.ShouldBe("the container crashes at start; pod web-5d4f9-x2x7p, container app; CrashLoopBackOff; exit code 1");
        told.DatabaseState.ShouldBe("not restored; backup Job dbaas/pre-upgrade-web-1 completed at 2026-11-01 08:00:00Z, before the first step");
        StuckRollback.Explain(plan, StepChange.Back(plan, 1), failure, Backup with { State = BackupState.Failed }).DatabaseState.ShouldBe("no backup was taken");
    }
}
