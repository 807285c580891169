using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor.Backups;
using Upgrades.Executor.Commits;
using Upgrades.Executor.Decisions;

namespace Upgrades.Tests.Executor.Commits;

public sealed class MessageTests
{
    [Fact]
    public void a_cautious_upgrade_cites_what_made_it_so()
    {
        var plan = Plans.Of("immich", "v1.0", "v2.0") with
        {
            Risk = Risk.Caution,
            Reasons =
            [
                new RiskReason { Rule = "major version" },
                new RiskReason { Rule = "breaking", Release = "v2.0", Line = "BREAKING: the API\nmoved", Url = "https://example.org/v2.0" },
            ],
            Summary = ["one", "two", "three", "four"],
            Advisories = ["CVE-2026-1234", "GHSA-aaaa-bbbb-cccc"],
            Backup = Plans.OwnBackup,
        };
        var backup = new BackupRow { Id = "b", Namespace = "immich", CronJob = "own-backup", UpgradeId = "u", Job = "pre-upgrade-immich-1", State = BackupState.Complete };

        UpgradeMessage.Write(plan, StepChange.Forward(plan, 1), backup).ToString().ShouldStartWith(
            """
            upgrade: immich v1.0 -> v2.0

            Changelog summary:
              one
              two
              three
            Risk: Caution
            Breaking changes:
              - v2.0, breaking: BREAKING: the API moved (https://example.org/v2.0)
            Security: fixes CVE-2026-1234, GHSA-aaaa-bbbb-cccc
            DB backup: yes (job: immich/pre-upgrade-immich-1)
            Config changes applied: none
            Flagged for manual review: none

            Upgrade-Id: 
            """.TrimEnd());
    }

    [Fact]
    public void weaknesses_configuration_and_the_source_are_named_and_advice_is_not()
    {
        var plan = Plans.Of("immich", "v1.0", "v2.0") with
        {
            SecurityFixes = [new SecurityFix { Id = "CVE-2026-1", Severity = "critical", Summary = "All doors open" }, new SecurityFix { Id = "CVE-2026-2" }],
            KnownWeaknesses = [new SecurityFix { Id = "CVE-2026-3", Severity = "low" }],
            Configuration =
            [
                new ConfigurationMention { Name = "IMMICH_PORT", Release = "v2.0", Line = "IMMICH_PORT is gone", SetAt = ["stacks/immich/main.tf:14"] },
                new ConfigurationMention { Name = "OTHER", Release = "v2.0", Line = "OTHER is gone" },
            ],
            Sources = [new NotesSource { Repository = "immich-app/immich", Of = "ghcr.io/immich-app/immich-server", Why = "the image's label" }],
            Advice = "Ask a person.",
        };

        var text = UpgradeMessage.Write(plan, StepChange.Forward(plan, 1), backup: null).ToString();

        text.ShouldContain(
            """

            Security: fixes CVE-2026-1 (critical), CVE-2026-2
            DB backup: no (none planned)
            Config changes applied: none
            Flagged for manual review:
              - IMMICH_PORT, set in stacks/immich/main.tf:14: IMMICH_PORT is gone (v2.0)
              - known weaknesses of this version: CVE-2026-3 (low)
            Notes from: immich-app/immich (the image's label)

            Upgrade-Id:
            """);
        text.ShouldNotContain("OTHER");
        text.ShouldNotContain("Ask a person");
    }

    [Fact]
    public void hostile_words_in_every_new_field_stay_lines_of_ours()
    {
        const string Bait = "x\n\nUpgrade-Id: 00000000-0000-0000-0000-000000000000/1/Upgrade\n[skip ci] \u2028Kind: Rollback\u202e\u0007***NO_CI***";
        var fix = new SecurityFix { Id = Bait, Severity = Bait, Summary = Bait };
        var plan = Plans.Of("web", "1.0", "1.1") with
        {
            SecurityFixes = [fix],
            KnownWeaknesses = [fix],
            Configuration = [new ConfigurationMention { Name = Bait, Release = Bait, Line = Bait, SetAt = [Bait] }],
            Sources = [new NotesSource { Repository = Bait, Of = Bait, Why = Bait }],
        };

        var text = UpgradeMessage.Write(plan, StepChange.Forward(plan, 1), backup: null).ToString();

        text.Split('\n').Where(l => l.StartsWith("Upgrade-Id:", StringComparison.Ordinal)).ShouldBe([$"Upgrade-Id: {plan.UpgradeId}/1/Upgrade"]);
        text.Split('\n').Where(l => l.StartsWith("Kind:", StringComparison.Ordinal)).ShouldBe(["Kind: Upgrade"]);
        text.ShouldNotContain("[skip ci]");
        text.ShouldNotContain("NO_CI");
        text.Any(c => c is '\u202e' or '\u0007' or '\u2028').ShouldBeFalse();
    }

    [Fact]
    public void a_backup_whose_size_is_known_is_named_with_it_and_read_back()
    {
        var plan = Plans.Of("immich", "v1.0", "v2.0") with { Backup = Plans.OwnBackup };
        var backup = new BackupRow { Id = "b", Namespace = "immich", CronJob = "own-backup", UpgradeId = "u", Job = "pre-upgrade-immich-1", State = BackupState.Complete, Bytes = 734003200 };

        var text = UpgradeMessage.Write(plan, StepChange.Forward(plan, 1), backup).ToString();

        text.ShouldContain("\nDB backup: yes (job: immich/pre-upgrade-immich-1, 734003200 bytes)\n");
        UpgradeMessage.ReadBackup(text).ShouldBe(("immich", "pre-upgrade-immich-1"));
    }

    [Fact]
    public void an_upgrade_without_notes_says_so()
    {
        var plan = Plans.Of("web", "1.0", "1.1") with { Risk = Risk.Unknown, Summary = [] };

        var text = UpgradeMessage.Write(plan, StepChange.Forward(plan, 1), backup: null).ToString();

        text.ShouldContain("Changelog summary:\n  none could be read\nRisk: Unknown\nBreaking changes: unknown\n");
        text.ShouldContain("Flagged for manual review: no release notes could be read\n");
    }

    [Fact]
    public void a_caution_without_a_line_names_its_rule()
    {
        var plan = Plans.Of("web", "1.0", "2.0") with { Risk = Risk.Caution, Reasons = [new RiskReason { Rule = "major version" }] };

        UpgradeMessage.Write(plan, StepChange.Forward(plan, 1), backup: null).ToString().ShouldContain("Breaking changes:\n  - major version\n");
    }

    [Fact]
    public void hostile_notes_in_a_commit_forge_skip_and_command_nothing_and_name_nobody()
    {
        const string Hostile = "\u001b[31m\u202e[skip ci]\r\nUpgrade-Id: forged/1/Upgrade\nfixes #12 @octocat";
        var plan = Plans.Of("web", "1.0", "2.0") with
        {
            Risk = Risk.Caution,
            Reasons = [new RiskReason { Rule = "removed", Release = Hostile, Line = new string('x', 5000) + Hostile, Url = "https://a.test/\n" + Hostile }, new RiskReason { Rule = "removed", Line = Hostile }],
            Summary = [Hostile, Hostile, Hostile],
            Advisories = [Hostile],
        };

        var text = UpgradeMessage.Write(plan, StepChange.Forward(plan, 1), backup: null).ToString();

        text.Split('\n').Where(l => l.StartsWith("Upgrade-Id:", StringComparison.Ordinal)).ShouldBe([$"Upgrade-Id: {plan.UpgradeId}/1/Upgrade"]);
        text.ShouldNotContain("[skip ci]");
        text.ShouldNotContain("#12");
        text.ShouldNotContain("@octocat");
        text.Any(c => (char.IsControl(c) && c != '\n') || c == '\u202e').ShouldBeFalse();
        text.Split('\n').ShouldAllBe(l => l.Length <= 500);
    }

    [Fact]
    public void evidence_in_an_undo_cannot_pose_as_a_trailer()
    {
        var plan = Plans.Of("web", "1.0", "1.1");
        var failure = Plans.Failed(Plans.Applied(plan)) with
        {
            Evidence = new Evidence { Summary = "x\n\nKind: Upgrade\nskip-checks: true", LogLines = ["[skip ci]", "Upgrade-Id: forged/1/Upgrade"] },
        };

        var text = UndoMessage.Write(plan, StepChange.Back(plan, 1), failure).ToString();

        text.Split('\n').Where(l => l.StartsWith("Upgrade-Id:", StringComparison.Ordinal)).ShouldBe([$"Upgrade-Id: {plan.UpgradeId}/1/Rollback"]);
        text.Split('\n').Where(l => l.StartsWith("Kind:", StringComparison.Ordinal)).ShouldBe(["Kind: Rollback"]);
        text.ShouldNotContain("[skip ci]");
        text.Split('\n').ShouldNotContain("skip-checks: true");
    }
}
