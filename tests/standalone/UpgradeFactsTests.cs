using System.Text.Json;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Standalone.Planning;

namespace Upgrades.Tests.Standalone;

public sealed class UpgradeFactsTests
{
    /// <summary>Reviewed by eye.</summary>
    [Fact]
    public void an_upgrade_reads_like_this() => string.Join('\n', Lines(Golden() with
    {
        Steps = [.. Golden().Steps, Golden().Steps[0] with { Number = 2, Version = "v2.8.0" }],
        Reasons = [new RiskReason { Rule = "major-version", Line = "2.7.4 to 3.0.0" }, .. Golden().Reasons, Golden().Reasons[0] with { Rule = "removed", Line = "Removed IMMICH_PORT" }],
        Summary =
        [
            "Set here: IMMICH_PORT (main.tf:14), which v2.7.5 removes",
            "2 releases; in 2 steps",
            "Read before: v2.7.5, where the mobile app of the same version is needed and where one setting is gone that was there for long (breaking)",
        ],
        Configuration = [new ConfigurationMention { Name = "IMMICH_WEB", Release = "v2.7.5", Line = "IMMICH_WEB was renamed" }, .. Golden().Configuration],
        SecurityFixes = [.. Golden().SecurityFixes, new SecurityFix { Id = "CVE-2026-2222" }],
        SetAside = [.. Enumerable.Range(0, 8).Select(i => Golden().SetAside[0] with { Line = $"No setting was removed, part {i}" })],
        Advice = "Look at IMMICH_PORT before you go: it is set in main.tf, and the server will listen on its default port without it.\nBack up first.",
    })).ShouldBe(
        """
          moves      ghcr.io/immich-app/immich-server v2.7.4 -> v2.7.5
                     chart grafana (grafana) 8.5.1 -> 8.6.0
          risk       Caution
                       major-version: 2.7.4 to 3.0.0
                       keyword: breaking: v2.7.5: Breaking: the mobile app needs 2.7.5
                       removed: v2.7.5: Removed IMMICH_PORT
                         https://github.com/immich-app/immich/releases/tag/v2.7.5
          summary    Set here: IMMICH_PORT (main.tf:14), which v2.7.5 removes
                     2 releases; in 2 steps
                     Read before: v2.7.5, where the mobile app of the same version is needed and where one
                       setting is gone that was there for long (breaking)
          settings   IMMICH_PORT: set in stacks/immich/main.tf:14; v2.7.5: Breaking: IMMICH_PORT is gone
                       https://github.com/immich-app/immich/releases/tag/v2.7.5
                     IMMICH_WEB: not set in this stack; v2.7.5: IMMICH_WEB was renamed
          fixes      CVE-2026-12345 high: Anyone could read shared albums
                       https://github.com/immich-app/immich/security/advisories/GHSA-aaaa-bbbb-cccc
                     CVE-2026-2222
          weak       GHSA-2345-6789-cfgh low: Names of albums can be guessed
                       https://github.com/immich-app/immich/security/advisories/GHSA-2345-6789-cfgh
          steps      1. v2.7.5
                     2. v2.8.0
          backup     CronJob postgresql-backup in immich
          rollback   brings back image and configuration; and, when the old version does not run with that,
                       the database immich as of the backup right before each step, where writes after that
                       are lost
          notes      immich-app/immich, for ghcr.io/immich-app/immich-server: github_repo_overrides
                       https://github.com/immich-app/immich
          set aside  removed (the text denies it): v2.7.5: No setting was removed, part 0
                     removed (the text denies it): v2.7.5: No setting was removed, part 1
                     removed (the text denies it): v2.7.5: No setting was removed, part 2
                     removed (the text denies it): v2.7.5: No setting was removed, part 3
                     removed (the text denies it): v2.7.5: No setting was removed, part 4
                     and 3 more, all of them with --json
          advisor    Look at IMMICH_PORT before you go: it is set in main.tf, and the server will listen on
                       its default port without it.
                     Back up first.
        """);

    [Fact]
    public void what_is_not_known_takes_no_room() => Lines(Golden() with
    {
        Charts = [], Reasons = [], Configuration = [], SecurityFixes = [], Advisories = [], KnownWeaknesses = [], SetAside = [], Sources = [], Advice = null,
    }).Select(l => l[..13].Trim()).ShouldBe(["moves", "risk", "summary", "steps", "backup", "rollback", "", ""]);

    [Fact]
    public void a_strangers_words_do_not_command_a_terminal()
    {
        const string Bait = "\u001b[2J\u009b31m\u202egnp.exe\u2066\u0007";
        var fix = new SecurityFix { Id = Bait, Severity = Bait, Summary = Bait, Url = Bait };

        var lines = Lines(Golden() with
        {
            Summary = [Bait], SecurityFixes = [fix], KnownWeaknesses = [fix], Advice = Bait, Sources = [new NotesSource { Repository = Bait, Of = Bait, Why = Bait, Url = Bait }],
            Configuration = [new ConfigurationMention { Name = Bait, Release = Bait, Line = Bait }], SetAside = [new SetAsideHit { Rule = Bait, Release = Bait, Line = Bait, Why = Bait }],
        });

        lines.SelectMany(l => l).ShouldNotContain(c => char.IsControl(c) || c == '\u202e' || c == '\u2066');
    }

    private static List<string> Lines(UpgradePlanned plan) => [.. UpgradeFacts.Lines(PlannedUpgrade.Of(plan, []))];

    private static UpgradePlanned Golden() => JsonSerializer.Deserialize<UpgradePlanned>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "contracts", "golden", "events", "UpgradePlanned.json")), EventJson.Options)!;
}
