using Upgrades.Analyzer.Decisions;
using Upgrades.Analyzer.Planning;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Tests.Analyzer.Decisions;

public sealed class SecondChanceTests
{
    private static readonly MovedVersion Asked = new("docker.io/o/app", "1.0.0", "1.1.0");

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 1)]
    [InlineData(1, 6)]
    [InlineData(2, 24)]
    [InlineData(3, null)]
    [InlineData(40, null)]
    public void the_next_attempt_comes_after_1_6_and_24_hours_and_then_none(int attempt, int? hours) =>
        SecondChance.DelayAfter(attempt).ShouldBe(hours is { } h ? TimeSpan.FromHours(h) : null);

    [Theory]
    [InlineData(AbortStage.Backup, FailureCause.Unknown, "1.0.0", false, true)]
    [InlineData(AbortStage.Baseline, FailureCause.Unknown, "1.0.0", false, true)]
    [InlineData(AbortStage.Push, FailureCause.Unknown, "1.0.0", false, true)]
    [InlineData(AbortStage.Edit, FailureCause.Unknown, "1.0.0", false, true)]
    [InlineData(AbortStage.Edit, FailureCause.Unknown, "1.0.0", true, false)]
    [InlineData(AbortStage.Edit, FailureCause.Version, "1.0.0", false, false)]
    [InlineData(AbortStage.Edit, FailureCause.Ci, "1.2.0", false, false)]
    [InlineData(AbortStage.Waiting, FailureCause.Unknown, "1.0.0", false, false)]
    public void an_abort_comes_again_unless_a_person_or_the_version_caused_it(AbortStage stage, FailureCause cause, string inGit, bool final, bool expected) =>
        SecondChance.IsFor(new UpgradeAborted
        {
            UpgradeId = Guid.Empty,
            Stack = "app",
            Step = 1,
            Stage = stage,
            Cause = cause,
            Reason = "a reason",
            Images = [new ImageChange { Image = "docker.io/o/app", From = "1.0.0", To = "1.1.0" }],
            VersionInGit = inGit,
            Final = final,
        }).ShouldBe(expected);

    [Theory]
    [InlineData("app", "docker.io/o/app", "1.2.0", "1.2.0")]
    [InlineData("app", "docker.io/o/app", "1.1.0", null)]
    [InlineData("app", "docker.io/o/app", "1.0.5", null)]
    [InlineData("app", "docker.io/o/app", "1.2.0-alpine", null)]
    [InlineData("app", "docker.io/o/app", "1.3.0", null)]
    [InlineData("app", "docker.io/o/other", "1.2.0", null)]
    [InlineData("other", "docker.io/o/app", "1.2.0", null)]
    public void a_newer_comparable_version_overtakes_unless_it_failed_itself(string stack, string image, string to, string? expected) => SecondChance.Overtaking(
        "app", Asked, [Plan(stack, image, to)], [new QuarantinedVersion("app", "docker.io/o/app", "1.3.0")]).ShouldBe(expected);

    [Theory]
    [InlineData("1.0.0", false)]
    [InlineData("1.1.0", true)]
    [InlineData("1.2.0", true)]
    [InlineData("2", false)]
    public void what_was_brought_or_overtaken_is_settled(string made, bool expected) =>
        SecondChance.IsSettledBy(Asked.Subject, Asked.To, Asked with { To = made }).ShouldBe(expected);

    private static UpgradePlanned Plan(string stack, string image, string to) => new()
    {
        UpgradeId = Guid.Empty,
        Attempt = 0,
        Revision = 0,
        UpdateIds = [],
        Repository = "infra",
        Stack = stack,
        Namespaces = [],
        Images = [new ImageChange { Image = image, From = "1.0.0", To = to }],
        BaseCommit = "0",
        Steps = [],
        Risk = Risk.Unknown,
        Reasons = [],
        Summary = [],
        Window = TimeSpan.Zero,
        Checks = new CheckPlan(),
        PlannedAt = DateTimeOffset.UnixEpoch,
    };
}
