using k8s.Models;
using Upgrades.Executor.Backups;

namespace Upgrades.Tests.Executor.Backups;

public sealed class BackupJobTests
{
    private static readonly BackupRow Row = new() { Id = "b", Namespace = "dbaas", CronJob = "postgresql-backup", UpgradeId = "u-1", Job = "pre-upgrade-x-1", State = BackupState.Running };

    [Fact]
    public void the_job_is_the_template_with_our_name_labels_and_time_to_live()
    {
        var template = new V1PodTemplateSpec { Spec = new V1PodSpec { RestartPolicy = "Never", Containers = [new V1Container { Name = "dump", Image = "postgres:16" }] } };
        var cronJob = new V1CronJob
        {
            Metadata = new V1ObjectMeta { Name = "postgresql-backup", Uid = "1" },
            Spec = new V1CronJobSpec
            {
                Suspend = true,
                JobTemplate = new V1JobTemplateSpec
                {
                    Metadata = new V1ObjectMeta
                    {
                        Labels = new Dictionary<string, string> { ["app"] = "db" },
                        Annotations = new Dictionary<string, string> { ["note"] = "n", ["cronjob.kubernetes.io/instantiate"] = "theirs" },
                    },
                    Spec = new V1JobSpec { Template = template, BackoffLimit = 3, ActiveDeadlineSeconds = 600, TtlSecondsAfterFinished = 10, Suspend = true },
                },
            },
            Status = new V1CronJobStatus { Active = [new V1ObjectReference { Name = "the nightly one, which is not ours" }] },
        };

        var job = BackupJob.From(cronJob, Row.Order);

        job.Metadata.ShouldSatisfyAllConditions(
            m => (m.Name, m.NamespaceProperty).ShouldBe(("pre-upgrade-x-1", "dbaas")),
            m => m.OwnerReferences.ShouldBeNull(),
            m => m.Labels.ShouldBe(new Dictionary<string, string> { ["app"] = "db", ["app.kubernetes.io/managed-by"] = "upgrades", ["upgrades/upgrade-id"] = "u-1" }),
            m => m.Annotations.ShouldBe(new Dictionary<string, string> { ["cronjob.kubernetes.io/instantiate"] = "theirs", ["note"] = "n" }));
        job.Status.ShouldBeNull();
        job.Spec.ShouldSatisfyAllConditions(
            s => s.Template.ShouldBe(template), s => s.BackoffLimit.ShouldBe(3), s => s.ActiveDeadlineSeconds.ShouldBe(600), s => s.TtlSecondsAfterFinished.ShouldBe(86400), s => s.Suspend.ShouldBeNull());
    }

    [Theory]
    [InlineData("immich", "pre-upgrade-immich-00000001")]
    [InlineData("servarr/qBittorrent", "pre-upgrade-servarr-qbittorrent-00000001")]
    [InlineData("_x_", "pre-upgrade-x-00000001")]
    [InlineData("ключ", "pre-upgrade-00000001")]
    [InlineData("a-very-long-name-of-a-stack-that-goes-on-and-on-and-on-and-on", "pre-upgrade-a-very-long-name-of-a-stack-that-goes-on-a-00000001")]
    public void a_job_name_is_a_dns_label_whatever_the_stack_is_called(string stack, string expected)
    {
        var name = JobName.Of("pre-upgrade-", stack, "00000001");

        name.ShouldBe(expected);
        name.Length.ShouldBeLessThanOrEqualTo(63);
    }

    [Fact]
    public void only_the_conditions_complete_and_failed_end_a_job()
    {
        BackupSight.Of(new V1Job()).ShouldBe(new BackupSight.Running());
        BackupSight.Of(Job(new V1JobStatus { Failed = 2 })).ShouldBe(new BackupSight.Running("; 2 of its pods have failed"));
        BackupSight.Of(Job(new V1JobStatus { StartTime = Plans.Now.UtcDateTime, Active = 1 })).ShouldBe(new BackupSight.Running());
        BackupSight.Of(Job(new V1JobStatus { StartTime = Plans.Now.UtcDateTime })).ShouldBe(new BackupSight.Running("; it has no pod: a quota or a policy may keep it out (kubectl describe job)"));
        BackupSight.Of(Job(new V1JobStatus { Succeeded = 1 }, ("SuccessCriteriaMet", "True"))).ShouldBe(new BackupSight.Running());
        BackupSight.Of(Job(new V1JobStatus(), ("FailureTarget", "True"), ("Complete", "False"))).ShouldBe(new BackupSight.Running());
        BackupSight.Of(Job(new V1JobStatus(), ("FailureTarget", "True"), ("Failed", "True"))).ShouldBe(new BackupSight.Failed("DeadlineExceeded: too slow"));
        BackupSight.Of(Job(new V1JobStatus { StartTime = Plans.Now.UtcDateTime, CompletionTime = Plans.Now.UtcDateTime.AddSeconds(7) }, ("Complete", "True")))
            .ShouldBe(new BackupSight.Complete(TimeSpan.FromSeconds(7), Plans.Now.AddSeconds(7), Plans.Now));
    }

    [Theory]
    [InlineData("pg_dump: connecting to postgresql://app:s3cret@db:5432/app", "; its log ends: pg_dump: connecting to postgresql://***@db:5432/app")]
    [InlineData("PGPASSWORD=s3cret pg_dump", "; its log ends: PGPASSWORD=*** pg_dump")]
    [InlineData("{\"token\": \"abc\"}", "; its log ends: {\"token\": ***}")]
    [InlineData("one\r\n\ttwo\u001b[31m\n\n", "; its log ends: one | two")]
    [InlineData("\n", "")]
    public void log_lines_are_shown_without_secrets_and_control_characters(string log, string expected) => LogExcerpt.Of(log).ShouldBe(expected);

    private static V1Job Job(V1JobStatus status, params (string Type, string Status)[] conditions)
    {
        status.Conditions = [.. conditions.Select(c => new V1JobCondition { Type = c.Type, Status = c.Status, Reason = c.Type == "Failed" ? "DeadlineExceeded" : null, Message = c.Type == "Failed" ? "too slow" : null })];
        return new V1Job { Status = status };
    }
}
