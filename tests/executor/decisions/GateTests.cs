using Upgrades.Executor.Decisions;
using Upgrades.Hosting.Probes;

namespace Upgrades.Tests.Executor.Decisions;

public sealed class GateTests
{
    private static readonly DateTimeOffset Since = new(2026, 11, 1, 7, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("git-push", true, "dbaas wiki", false, true)]
    [InlineData("git-push", true, "", false, true)]
    [InlineData("catalog", true, "", false, true)]
    // A mistake in one place of the catalog.
    [InlineData("catalog", false, "", false, false)]
    [InlineData("kubernetes", true, "", false, false)]
    [InlineData("kubernetes", true, "dbaas", false, true)]
    [InlineData("backup-jobs/dbaas", true, "dbaas", false, true)]
    [InlineData("backup-jobs/dbaas", true, "immich", false, false)]
    [InlineData("backup-jobs/dbaas", true, "", false, false)]
    [InlineData("prometheus", true, "dbaas", true, true)]
    [InlineData("prometheus", true, "dbaas", false, false)]
    [InlineData("repository-probe", true, "dbaas", true, false)]
    public void who_needs_what_is_broken_waits_and_nobody_else(string broken, bool holds, string backupNamespace, bool metrics, bool waits) =>
        (Closed(new UpgradeNeeds(backupNamespace.Length > 0 ? [backupNamespace] : [], metrics), Broken(broken, holds)) is not null).ShouldBe(waits);

    [Fact]
    public void the_reason_says_what_since_when_and_why() => Closed(UpgradeNeeds.None, Broken("git-push", holds: true)).ShouldBe(
        "waits: git-push has failed since 2026-11-01 07:30 UTC: the login is refused");

    [Fact]
    public void nothing_broken_holds_nobody() => Closed(new UpgradeNeeds(["dbaas"], Metrics: true)).ShouldBeNull();

    [Fact]
    public void a_backup_that_was_made_before_the_first_step_needs_no_second_one()
    {
        var plan = Plans.Of("web", "1.0", "1.1") with { Backup = Plans.SharedBackup with { Proof = new() { FreshMetric = "backup_time" } } };
        var row = new Upgrades.Executor.UpgradeRow
        {
            Id = plan.UpgradeId.ToString(),
            Repository = plan.Repository,
            Stack = plan.Stack,
            Plan = System.Text.Json.JsonSerializer.Serialize(plan, Upgrades.Contracts.EventJson.Options),
            State = "waiting",
        };

        UpgradeNeeds.Of(row).ShouldSatisfyAllConditions(n => n.JobNamespaces.ShouldBe(["dbaas"]), n => n.Metrics.ShouldBeTrue());
        UpgradeNeeds.Of(row with { CommitSha = "c", BackupId = "b" }).ShouldBe(UpgradeNeeds.None);
    }

    private static string? Closed(UpgradeNeeds needs, params Dependency[] broken) => Gate.Closed(needs, broken);

    private static Dependency Broken(string name, bool holds) => new()
    {
        Name = name,
        Probe = "some-probe",
        Verdict = nameof(ProbeVerdict.Failed),
        Said = "the login is refused",
        Holds = holds ? 1 : 0,
        Since = Since.ToUnixTimeMilliseconds(),
    };
}
