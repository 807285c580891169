using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Standalone.Following;
using Upgrades.Standalone.Replaying;
using Upgrades.Tests.Analyzer;
using Upgrades.Tests.Executor;

namespace Upgrades.Tests.Standalone.Replaying;

public sealed class ReplayReportTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void an_upgrade_is_told_with_its_backup_and_its_minutes_from_signal_to_outcome()
    {
        var plan = Plans.At("web", "0", "1.0.0", "1.1.0");
        var report = Report(
            (0, Detected("web")),
            (1, plan),
            (2, new BackupCompleted { UpgradeId = plan.UpgradeId, Stack = "web", Job = "dump-1", Namespace = "dbaas", Duration = TimeSpan.FromSeconds(9), SharedWith = [] }),
            (2, Analyzed("web", plan)),
            (14.26, Outcomes.Succeeded(plan)));

        var row = report.Upgrades.ShouldHaveSingleItem();
        (row.Service, row.From, row.To, row.Risk, row.Outcome, row.Backup, row.Minutes).ShouldBe(("web", "1.0.0", "1.1.0", Risk.Safe, "succeeded", "dbaas/dump-1", 14.3));
        (report.IsWell, report.Open.Count, report.Totals()).ShouldBe((true, 0, "1 succeeded"));
    }

    [Fact]
    public void queues_may_bring_an_outcome_before_its_plan_and_the_plan_before_the_signal()
    {
        var plan = Plans.At("web", "0", "1.0.0", "1.1.0");
        var report = Report((5, Outcomes.Succeeded(plan)), (0, plan), (0, Analyzed("web", plan)), (1, Detected("web")));

        report.Upgrades.ShouldHaveSingleItem().ShouldSatisfyAllConditions(r => r.Outcome.ShouldBe("succeeded"), r => r.Minutes.ShouldBe(4));
    }

    [Theory]
    [InlineData("rolledBack", "1 rolled back")]
    [InlineData("aborted", "1 aborted")]
    [InlineData("rollbackFailed", "1 rollback failed")]
    public void what_did_not_come_about_is_no_good_end(string outcome, string totals)
    {
        var plan = Plans.At("web", "0", "1.0.0", "1.1.0");
        object ended = outcome switch
        {
            "rolledBack" => Outcomes.RolledBack(plan, 1, FailureCause.Version),
            "aborted" => Outcomes.Aborted(plan, AbortStage.Backup, "no backup"),
            _ => Outcomes.Stuck(plan, FailureCause.Version),
        };

        var report = Report((0, plan), (0, Analyzed("web", plan)), (9, ended));

        (report.IsWell, report.Upgrades.Single().Outcome, report.Totals()).ShouldBe((false, outcome, totals));
    }

    [Theory]
    [InlineData(SkipReason.AlreadyCurrent, true)]
    [InlineData(SkipReason.NotInRepository, true)]
    [InlineData(SkipReason.WouldDowngrade, true)]
    [InlineData(SkipReason.TagNotInRegistry, false)]
    [InlineData(SkipReason.Quarantined, false)]
    [InlineData(SkipReason.Unresolved, false)]
    public void what_was_left_alone_is_told_with_its_reason_and_some_reasons_need_a_person(SkipReason reason, bool isWell)
    {
        var analyzed = Analyzed("web") with { Skipped = [new SkippedStack { Stack = "web", Reason = reason, Detail = "because" }] };

        var report = Report((0, analyzed));

        var row = report.Nothing.ShouldHaveSingleItem();
        (row.Image, row.Stack, row.Detail, row.IsWell, report.IsWell).ShouldBe(("ghcr.io/acme/web", "web", "because", isWell, isWell));
    }

    [Fact]
    public void what_nobody_has_looked_at_is_open_and_what_was_held_is_told()
    {
        var held = new SentUpdate(Wanted("wiki"), "held", "5 updates per 6 h are admitted; this one waits", Wanted("wiki").Id);
        var report = ReplayReport.Of(new UpgradeLedger(), [Sent("web"), held]);

        report.Open.ShouldBe(["ghcr.io/acme/web:1.1.0"]);
        report.Nothing.ShouldHaveSingleItem().Reason.ShouldBe("held");
        (report.IsWell, report.Totals()).ShouldBe((false, "1 not upgraded, 1 on their way"));
    }

    [Fact]
    public void other_peoples_upgrades_are_left_out()
    {
        var (own, other) = (Plans.At("web", "0", "1.0.0", "1.1.0"), Plans.At("wiki", "0", "1.0.0", "1.1.0"));

        Report((0, own), (0, other), (0, Analyzed("web", own)), (1, Outcomes.Succeeded(own)), (1, Outcomes.Succeeded(other))).Upgrades.Select(u => u.Service).ShouldBe(["web"]);
    }

    [Fact]
    public void as_markdown_nothing_of_a_strangers_text_is_markup()
    {
        var plan = Plans.At("web", "0", "1.0.0", "1.1.0");
        using var output = new StringWriter { NewLine = "\n" };

        ReportTable.WriteMarkdown(output, Report((0, Detected("web")), (0, plan), (0, Analyzed("web", plan)), (3, Outcomes.RolledBack(plan, 1, FailureCause.Version) with { Reason = "a|b\n<img> `x` [l](u)" })));

        output.ToString().ShouldBe(
            """
            | service | from | to | risk | outcome | backup | minutes |
            |---|---|---|---|---|---|---|
            | web | 1.0.0 | 1.1.0 | Safe | rolled back |  | 3.0 |
            - web: a\|b \<img\> \`x\` \[l\](u)

            1 rolled back

            """);
    }

    private static ReplayReport Report(params (double Minute, object Event)[] events)
    {
        var ledger = new UpgradeLedger();
        foreach (var (seq, (minute, message)) in events.Index())
        {
            ledger.Take(new TimelineEvent(seq + 1, Start.AddMinutes(minute), message));
        }

        return ReplayReport.Of(ledger, [Sent("web")]);
    }

    private static WantedUpdate Wanted(string stack) => WantedUpdate.Of(ImageReference.Parse(Plans.Image(stack)), "1.1.0");

    private static SentUpdate Sent(string stack) => new(Wanted(stack), "accepted", "", Wanted(stack).Id);

    private static UpdateDetected Detected(string stack) => Wanted(stack).Message with { UpdateId = Wanted(stack).Id };

    private static UpdateAnalyzed Analyzed(string stack, params UpgradePlanned[] plans) => new()
    {
        UpdateId = Identity.Update(Plans.Image(stack), "1.1.0", null, 0),
        Image = Plans.Image(stack),
        Tag = "1.1.0",
        UpgradeIds = [.. plans.Select(p => p.UpgradeId)],
        Skipped = [],
    };
}
