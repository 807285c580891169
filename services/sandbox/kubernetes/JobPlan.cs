using System.Text.Json.Nodes;

namespace Upgrades.Sandbox.Kubernetes;

/// <summary>Decides what becomes of a posted Job: its pods, its conditions, its end.</summary>
internal static class JobPlan
{
    private const int MostAttempts = 7;
    private static readonly CronJobSpec Unknown = new() { Namespace = "", Name = "" };

    /// <param name="posted">Checked, with the server's defaults in it.</param>
    public static Job Decide(JsonObject posted, DateTimeOffset now, CronJobSpec? cronJob)
    {
        var (metadata, spec) = (posted["metadata"]!, posted["spec"]!);
        var outcome = cronJob ?? Unknown;
        var attempts = outcome.Outcome == BackupJobOutcome.Fails ? Math.Clamp(Number(spec["backoffLimit"]) ?? 6, 0, MostAttempts - 1) + 1 : 1;
        var suspended = spec["suspend"]?.GetValue<bool>() == true;
        DateTimeOffset? deadline = Number(spec["activeDeadlineSeconds"]) is { } seconds ? now + TimeSpan.FromSeconds(seconds) : null;
        var conditions = suspended ? [new JobCondition("Suspended", now, "JobSuspended", "Job suspended")] : Conditions(outcome, attempts, now, deadline);
        var pods = suspended ? [] : Pods(posted, outcome, attempts, now);
        var end = conditions.FirstOrDefault(c => c.Type is "Complete" or "Failed");
        if (end is { Reason: "DeadlineExceeded" })
        {
            pods.RemoveAll(p => p.CreatedAt >= end.Since);
            pods.ForEach(p => p.DeletedAt = end.Since);
        }

        return new Job
        {
            Namespace = (string)metadata["namespace"]!,
            Name = (string)metadata["name"]!,
            Uid = (string)metadata["uid"]!,
            CreatedAt = now,
            Posted = posted,
            Labels = KubernetesJson.Strings(metadata["labels"]),
            CronJob = cronJob?.Name,
            Restores = cronJob?.Restores,
            Suspended = suspended,
            Pods = pods,
            Conditions = conditions,
            VanishesAt = Number(spec["ttlSecondsAfterFinished"]) is { } ttl ? end?.Since + TimeSpan.FromSeconds(ttl) : null,
        };
    }

    /// <summary>What has become of a Job that did its work in earnest, as of <paramref name="now"/>.</summary>
    public static void End(Job job, CronJobSpec cronJob, RanJob ran, DateTimeOffset now)
    {
        var took = now - job.CreatedAt;
        var ended = Decide(job.Posted, job.CreatedAt, cronJob with
        {
            Outcome = ran.Succeeded ? BackupJobOutcome.Succeeds : BackupJobOutcome.Fails,
            Duration = took > TimeSpan.FromSeconds(1) ? took : TimeSpan.FromSeconds(1),
            LogLines = ran.Log,
        });
        (job.Pods, job.Conditions, job.VanishesAt) = (ended.Pods, ended.Conditions, ended.VanishesAt);
    }

    private static List<JobCondition> Conditions(CronJobSpec outcome, int attempts, DateTimeOffset now, DateTimeOffset? deadline)
    {
        DateTimeOffset? end = outcome.Outcome == BackupJobOutcome.NeverEnds ? null : now + outcome.Duration;
        if (deadline <= (end ?? deadline))
        {
            return Twice("FailureTarget", "Failed", deadline!.Value, deadline.Value, "DeadlineExceeded", "Job was active longer than specified deadline");
        }

        return end switch
        {
            null => [],
            { } at when outcome.Outcome == BackupJobOutcome.Fails =>
                Twice("FailureTarget", "Failed", at - Closing(outcome, attempts), at, "BackoffLimitExceeded", "Job has reached the specified backoff limit"),
            { } at =>
                Twice("SuccessCriteriaMet", "Complete", at - Closing(outcome, attempts), at, "CompletionsReached", "Reached expected number of succeeded pods"),
        };
    }

    /// <summary>From Kubernetes 1.31 on the decision is shown before the end, which waits for the pods.</summary>
    private static List<JobCondition> Twice(string decided, string ended, DateTimeOffset decidedAt, DateTimeOffset endedAt, string reason, string message) =>
        [new(decided, decidedAt, reason, message), new(ended, endedAt, reason, message)];

    private static List<Pod> Pods(JsonObject posted, CronJobSpec outcome, int attempts, DateTimeOffset now)
    {
        var slice = outcome.Duration / attempts;
        var (name, uid) = ((string)posted["metadata"]!["name"]!, (string)posted["metadata"]!["uid"]!);
        var template = posted["spec"]!["template"]!;
        return [.. Enumerable.Range(0, attempts).Select(attempt => new Pod
        {
            Namespace = (string)posted["metadata"]!["namespace"]!,
            Name = SafeText.Name(name + "-"),
            GenerateName = name + "-",
            CreatedAt = now + attempt * slice,
            Owner = new Owner("batch/v1", "Job", name, uid),
            Labels = KubernetesJson.Strings(template["metadata"]!["labels"]),
            Template = template["spec"]!.AsObject(),
            Init = [],
            Containers = [.. template["spec"]!["containers"]!.AsArray().Select(c => Run(c!, outcome, now + attempt * slice, slice, attempts))],
        })];
    }

    private static ContainerRun Run(JsonNode container, CronJobSpec outcome, DateTimeOffset createdAt, TimeSpan slice, int attempts)
    {
        var pull = Shorter(ContainerPlan.Pull, slice / 4);
        var fails = outcome.Outcome == BackupJobOutcome.Fails;
        return new ContainerRun
        {
            Name = (string)container["name"]!,
            Image = (string)container["image"]!,
            StartsAt = createdAt + pull,
            ReadyAfter = TimeSpan.Zero,
            RunsFor = outcome.Outcome == BackupJobOutcome.NeverEnds ? null : slice - pull - Closing(outcome, attempts),
            ExitCode = fails ? 1 : 0,
            ExitReason = fails ? "Error" : "Completed",
            Log = outcome switch
            {
                { LogLines.Count: > 0 } => outcome.LogLines,
                { Outcome: BackupJobOutcome.Fails } => ["pg_dump: error: connection to server failed: Connection refused"],
                _ => ["dumping", "backup written, 52428800 bytes"],
            },
        };
    }

    private static TimeSpan Closing(CronJobSpec outcome, int attempts) => Shorter(TimeSpan.FromSeconds(1), outcome.Duration / attempts / 4);

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static int? Number(JsonNode? node) => node?.GetValue<int>();
}
