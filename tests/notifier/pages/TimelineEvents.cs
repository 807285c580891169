using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Tests.Notifier.Pages;

/// <summary>The events of one upgrade, in the order in which they are told.</summary>
internal sealed record TimelineEvents(string Stack = "shop", string To = "1.1.0", int Steps = 1)
{
    public const string Sha = "4f9c2b7e8d1a0356c4b8e7f2a9d01c3b5e6f7a80";

    public Guid Id { get; init; } = Guid.NewGuid();

    public Guid UpdateId { get; init; } = Guid.NewGuid();

    public string Image => $"ghcr.io/example/{Stack}";

    private IReadOnlyList<ImageChange> Images => [new ImageChange { Image = Image, From = "1.0.0", To = To }];

    public UpgradePlanned Planned => new()
    {
        UpgradeId = Id,
        Attempt = 0,
        Revision = 0,
        UpdateIds = [UpdateId],
        Repository = "git.example.test/infra",
        Stack = Stack,
        Namespaces = [Stack],
        Images = Images,
        BaseCommit = Sha,
        Steps = [.. Enumerable.Range(1, Steps).Select(i => new PlanStep { Number = i, Version = i == Steps ? To : $"1.0.{i}", Edits = [] })],
        Risk = Risk.Caution,
        Reasons = [new RiskReason { Rule = "breaking", Release = "v1.1.0", Line = "Breaking: the cart is gone", Url = "https://example.test/v1.1.0" }],
        Summary = ["1 release"],
        Advisories = ["CVE-2026-12345"],
        Window = TimeSpan.FromMinutes(10),
        Checks = new CheckPlan(),
        PlannedAt = DateTimeOffset.UnixEpoch,
    };

    public UpgradeStarted Started => new() { UpgradeId = Id, Stack = Stack, Namespaces = [Stack], Images = Images, Risk = Risk.Caution, Checks = new CheckPlan() };

    public BaselineRecorded Baseline => new() { UpgradeId = Id, Stack = Stack, Problems = [] };

    public BackupCompleted Backup => new() { UpgradeId = Id, Stack = Stack, Job = "backup-1", Namespace = "dbaas", Duration = TimeSpan.FromSeconds(20), SharedWith = [] };

    public UpgradeApplied Applied(int step = 1, StepKind kind = StepKind.Upgrade) => new()
    {
        UpgradeId = Id, Step = step, StepCount = Steps, Kind = kind, CommitSha = Sha, Stack = Stack, Namespaces = [Stack], Images = Images,
        Window = TimeSpan.FromMinutes(10), Checks = new CheckPlan(), Diff = "-a\n+b\n", AppliedAt = DateTimeOffset.UnixEpoch,
    };

    public PipelineFound Pipeline(int step = 1, StepKind kind = StepKind.Upgrade) =>
        new() { UpgradeId = Id, Stack = Stack, Step = step, Kind = kind, Number = 7, Url = "https://ci.example.test/7" };

    public StepVerified Verified(int step = 1) =>
        new() { UpgradeId = Id, Stack = Stack, Step = step, StepCount = Steps, Kind = StepKind.Upgrade, CommitSha = Sha, Images = Images, Checks = [] };

    public UpgradeFailed Failed(int step = 1) => new()
    {
        UpgradeId = Id, Stack = Stack, Step = step, Kind = StepKind.Upgrade, CommitSha = Sha, Images = Images, Check = "pods", Cause = FailureCause.Version,
        Evidence = new Evidence { Summary = "the container keeps crashing", Pod = "shop-1", Reason = "CrashLoopBackOff", ExitCode = 1, LogLines = ["fatal: no cart"] },
    };

    public UpgradeSucceeded Succeeded => new()
    {
        UpgradeId = Id, Stack = Stack, Step = Steps, StepCount = Steps, Kind = StepKind.Upgrade, CommitSha = Sha, Images = Images,
        Checks = [new CheckResult { Check = "http", Verdict = CheckVerdict.Passed, Detail = "200" }, new CheckResult { Check = "query", Verdict = CheckVerdict.NotProven, Detail = "none" }],
    };

    public UpgradeRolledBack RolledBack => new()
    {
        UpgradeId = Id, Stack = Stack, Step = 1, Cause = FailureCause.Version, Reason = "the container keeps crashing", Images = Images, FailedVersion = To,
        RunningVersion = "1.0.0", UndoCommit = Sha, DatabaseRestored = false, Checks = [new CheckResult { Check = "http", Verdict = CheckVerdict.Passed, Detail = "200" }],
    };

    public RollbackFailed Critical => new()
    {
        UpgradeId = Id, Stack = Stack, Step = 1, Cause = FailureCause.Version, Reason = "the old version crashes too", Images = Images, GitState = "at 1.0.0",
        ClusterState = "crashing", DatabaseState = "migrated", Commands = ["kubectl -n shop logs shop-1"],
    };

    public UpgradeAborted Aborted => new()
    {
        UpgradeId = Id, Stack = Stack, Step = 1, Stage = AbortStage.Backup, Cause = FailureCause.Unknown, Reason = "the backup failed", Images = Images, VersionInGit = "1.0.0",
    };

    public VersionQuarantined Quarantined => new() { UpgradeId = Id, Stack = Stack, Image = Image, Version = To, Reason = "crash" };

    public PlanOutdated Outdated => new() { UpgradeId = Id, UpdateIds = [UpdateId], Revision = 0, Stack = Stack, Images = Images, Reason = "git has moved" };

    /// <summary>From the plan to a good end.</summary>
    public IReadOnlyList<object> Good => [Planned, Started, Baseline, Backup, .. Enumerable.Range(1, Steps).SelectMany(i => (object[])[Applied(i), Pipeline(i), i == Steps ? Succeeded : Verified(i)])];

    /// <summary>From the plan to a version that is put back.</summary>
    public IReadOnlyList<object> Undone => [Planned, Started, Baseline, Backup, Applied(), Pipeline(), Failed(), Applied(kind: StepKind.Rollback), Pipeline(kind: StepKind.Rollback), RolledBack, Quarantined];
}
