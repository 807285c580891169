using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.Git;
using Upgrades.Sandbox.Kubernetes;
using Upgrades.Standalone.Chaos;

namespace Upgrades.Tests.Standalone.Chaos;

/// <summary>A run whose promises were kept has no findings; each way to break one is found, and only that.</summary>
public sealed class FindingsTests
{
    private static readonly Guid Update = Guid.Parse("11111111-1111-4111-8111-111111111111");
    private static readonly Guid Upgrade = Guid.Parse("22222222-2222-4222-8222-222222222222");

    private static Observations Kept => new()
    {
        Accepted = [Update],
        Events =
        [
            new UpdateAnalyzed { UpdateId = Update, Image = "ownorg/wiki", Tag = "2.2.0", UpgradeIds = [Upgrade], Skipped = [] },
            Succeeded(step: 2),
        ],
        Log = [Commit(2, "Upgrade"), Commit(1, "Upgrade")],
        Jobs = [Job(Upgrade)],
        Slack = [":white_check_mark: *`wiki` upgraded*: 2.0.0 → 2.2.0"],
        Drift = [],
        OpenBooks = [],
    };

    [Fact]
    public void a_run_that_kept_its_promises_has_no_findings() => Findings.Of(Kept).All.ShouldBeEmpty();

    [Fact]
    public void an_accepted_update_that_was_never_analyzed_is_lost() =>
        Only(Findings.Of(Kept with { Accepted = [Update, Guid.NewGuid()] }), f => f.Lost, 1);

    [Fact]
    public void an_analyzed_update_whose_books_stay_open_is_lost() => Only(Findings.Of(Kept with { OpenBooks = [Update] }), f => f.Lost, 1);

    [Fact]
    public void an_outcome_that_slack_was_not_told_is_lost() => Only(Findings.Of(Kept with { Slack = [":gear: `wiki`: CI is at it"] }), f => f.Lost, 1);

    [Fact]
    public void each_commit_beyond_the_first_of_a_step_is_a_duplicate() =>
        Only(Findings.Of(Kept with { Log = [Commit(2, "Upgrade"), Commit(2, "Upgrade"), .. Kept.Log] }), f => f.DuplicateCommits, 2);

    [Fact]
    public void a_backup_for_each_step_is_none_too_many_and_two_for_one_step_are()
    {
        Findings.Of(Kept with { Jobs = [Job(Upgrade, step: 1), Job(Upgrade, step: 2)] }).All.ShouldBeEmpty();
        Only(Findings.Of(Kept with { Jobs = [Job(Upgrade, step: 1), Job(Upgrade, step: 1)] }), f => f.DuplicateBackups, 1);
    }

    [Fact]
    public void a_second_restore_of_a_step_is_a_duplicate() =>
        Only(Findings.Of(Kept with { Jobs = [Job(Upgrade, step: 2), Job(Upgrade, step: 2) with { IsRestore = true }, Job(Upgrade, step: 2) with { IsRestore = true }] }), f => f.DuplicateRestores, 1);

    [Fact]
    public void a_second_job_for_an_upgrade_is_a_duplicate() => Only(Findings.Of(Kept with { Jobs = [Job(Upgrade), Job(Upgrade)] }), f => f.DuplicateBackups, 1);

    [Fact]
    public void a_planned_upgrade_of_which_nothing_more_was_heard_has_no_outcome() =>
        Only(Findings.Of(Kept with { Events = [Kept.Events[0]] }), f => f.WithoutOutcome, 1);

    [Fact]
    public void two_outcomes_of_different_kinds_contradict_each_other() => Only(
        Findings.Of(Kept with { Events = [.. Kept.Events, new UpgradeSkipped { UpgradeId = Upgrade, UpdateIds = [], Stack = "wiki", Image = "ownorg/wiki", To = "2.2.0", Reason = SkipReason.Superseded, Detail = "" }] }),
        f => f.Contradictory, 1);

    [Fact]
    public void a_success_without_its_commit_contradicts_git() => Only(Findings.Of(Kept with { Log = [Commit(1, "Upgrade")] }), f => f.Contradictory, 1);

    [Fact]
    public void a_success_that_git_has_undone_contradicts_git() =>
        Only(Findings.Of(Kept with { Log = [Commit(2, "Rollback"), .. Kept.Log] }), f => f.Contradictory, 1);

    [Fact]
    public void a_cluster_that_runs_something_else_than_git_says_contradicts_it() => Only(Findings.Of(Kept with { Drift = ["wiki"] }), f => f.Contradictory, 1);

    private static void Only(Findings findings, Func<Findings, IReadOnlyList<string>> which, int count)
    {
        which(findings).Count.ShouldBe(count);
        findings.All.Count.ShouldBe(count);
    }

    private static UpgradeSucceeded Succeeded(int step) => new()
    {
        UpgradeId = Upgrade,
        Stack = "wiki",
        Step = step,
        StepCount = step,
        Kind = StepKind.Upgrade,
        CommitSha = new string('a', 40),
        Images = [],
        Checks = [],
    };

    private static GitLogEntry Commit(int step, string kind) => new(Guid.NewGuid().ToString("N"), "upgrade: wiki", $"Some words.\n\nUpgrade-Id: {Upgrade}/{step}/{kind}\nStack: wiki", []);

    private static SeenJob Job(Guid upgrade, int? step = null)
    {
        var labels = new Dictionary<string, string> { ["upgrades/upgrade-id"] = upgrade.ToString() };
        if (step is not null)
        {
            labels["upgrades/step"] = $"{step}";
        }

        return new("dbaas", $"job-{Guid.NewGuid():N}", "backup", labels, "Complete");
    }
}
