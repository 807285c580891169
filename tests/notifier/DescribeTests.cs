using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Notifier.Messages;

namespace Upgrades.Tests.Notifier;

public sealed class DescribeTests
{
    public static TheoryData<Type> Events() => [.. EndpointTable.Events];

    /// <summary>The golden events of the contracts in words, reviewed by eye: one file each.</summary>
    [Theory]
    [MemberData(nameof(Events))]
    public void every_event_has_its_words(Type eventType)
    {
        var golden = Path.Combine(AppContext.BaseDirectory, "notifier", "golden", eventType.Name + ".txt");

        Describe.Event(Read(eventType)).ShouldBe(File.ReadAllText(golden).TrimEnd('\n'));
    }

    [Theory]
    [InlineData("<!channel> look", "&lt;!channel&gt; look")]
    [InlineData("<https://evil.test|login>", "&lt;https://evil.test|login&gt;")]
    [InlineData("a & b", "a &amp; b")]
    [InlineData("line\nbreak\r\n\u0007", "line break   ")]
    [InlineData("\u202etxt.exe\u200b", "txt.exe")]
    [InlineData("*bold*", "\u200b*bold\u200b*")]
    [InlineData("_so_ ~not~", "\u200b_so\u200b_ \u200b~not\u200b~")]
    [InlineData("one ` and no more", "one ' and no more")]
    [InlineData("```<@U123>```", "''`&lt;@U123&gt;`''")]
    public void a_strangers_text_stays_text(string text, string shown) => SlackText.Say(text).ShouldBe(shown);

    /// <summary>A character of no width in a name would be copied with it.</summary>
    [Theory]
    [InlineData("give UPGRADES__REPOSITORY__PASSWORD a token.", "give `UPGRADES__REPOSITORY__PASSWORD` a token.")]
    [InlineData("(see stacks/immich/main.tf, main.tf)", "(see `stacks/immich/main.tf`, `main.tf`)")]
    [InlineData("ghcr.io/immich-app/immich-server runs in immich/server", "`ghcr.io/immich-app/immich-server` runs in immich/server")]
    [InlineData("run `kubectl get jobs -n x_y` now", "run `kubectl get jobs -n x_y` now")]
    [InlineData("https://a.test/a_b?x=1&y=2 answered 200", "https://a.test/a_b?x=1&amp;y=2 answered 200")]
    [InlineData("a `b` `c`d", "a `b` `c`d")]
    public void what_is_copied_stands_untouched(string text, string shown) => SlackText.Say(text).ShouldBe(shown);

    [Theory]
    [InlineData(3900)]
    [InlineData(3901)]
    [InlineData(30_000)]
    [InlineData(100_000)]
    public void a_long_text_comes_in_messages_that_slack_takes_and_blocks_stay_blocks(int length)
    {
        var text = "first\n```\n" + string.Join('\n', Enumerable.Range(0, length / 40).Select(i => $"{i:000000} {new string('&', 6)} and thirty more letters").Select(SlackText.Escape)) + "\n```\nlast";

        var pieces = Pieces.Of(text);

        pieces.ShouldAllBe(p => p.Length <= Pieces.Longest && p.Split("```").Length % 2 == 1);
        pieces.Count.ShouldBeLessThanOrEqualTo(Pieces.Most);
        (string.Concat(pieces).Replace("```", "").Replace("\n", "") == text.Replace("```", "").Replace("\n", "")).ShouldBe(pieces[^1].EndsWith("last"));
    }

    [Fact]
    public void a_line_without_end_is_cut_between_its_characters()
    {
        var pieces = Pieces.Of(string.Concat(Enumerable.Repeat("&amp;", 3000)));

        string.Concat(pieces).Replace("&amp;", "").Replace("\n", "").ShouldBeEmpty();
    }

    [Fact]
    public void a_log_cannot_break_out_of_its_block() =>
        SlackText.Block(["```", "<!here>", "\u001b[31mred"]).ShouldBe("\n```\n'''\n&lt;!here&gt;\n [31mred\n```");

    [Fact]
    public void a_long_log_shows_its_end()
    {
        var block = SlackText.Block(Enumerable.Range(0, 10_000).Select(i => $"line {i}"));

        block.Length.ShouldBeLessThan(3000);
        block.ShouldEndWith("line 9999\n```");
    }

    [Theory]
    [InlineData("javascript:alert(1)", "x")]
    [InlineData("not a url", "x")]
    [InlineData(null, "x")]
    [InlineData("https://a.test/?a=1|b>c", "<https://a.test/?a=1%7Cb%3Ec|x>")]
    public void only_web_addresses_are_links(string? url, string shown) => SlackText.Link(url, "x").ShouldBe(shown);

    [Fact]
    public void hostile_release_notes_in_a_plan_mention_nobody()
    {
        var plan = (UpgradePlanned)Read(typeof(UpgradePlanned)) with
        {
            Summary = ["<!channel> free coins <https://evil.test|here>"],
            Reasons = [new RiskReason { Rule = "keyword", Release = "v1|<!here>", Line = "```<@U123>```", Url = "https://a.test" }],
            SecurityFixes = [new SecurityFix { Id = "<!here>", Severity = "<@U123>", Summary = "```<https://evil.test|x>", Url = "https://a.test/|<!here>" }],
            KnownWeaknesses = [new SecurityFix { Id = "<!here>`", Severity = "<@U123>", Summary = "<!channel>" }],
            Sources = [new NotesSource { Repository = "<!here>", Of = "x", Why = "<@U123>", Url = "javascript:<!here>" }],
            Advice = "<!channel>\n```<@U123>\n> <https://evil.test|x>",
        };

        var text = Describe.Event(plan);

        text.ShouldNotContain("<!");
        text.ShouldNotContain("<@");
        text.ShouldNotContain("<https://evil");
        text.ShouldNotContain("```");
    }

    [Fact]
    public void a_plan_with_too_much_to_say_stays_within_what_slack_shows()
    {
        var golden = (UpgradePlanned)Read(typeof(UpgradePlanned));
        var long_ = new string('&', 3000);

        var text = Describe.Event(golden with
        {
            Summary = [long_, long_, long_],
            Reasons = [.. Enumerable.Repeat(golden.Reasons[0] with { Line = long_ }, 20)],
            SecurityFixes = [.. Enumerable.Range(0, 50).Select(i => golden.SecurityFixes[0] with { Id = $"CVE-2026-{1000 + i}" })],
            Steps = [.. Enumerable.Repeat(golden.Steps[0], 100)],
            Advice = long_,
        });

        text.Length.ShouldBeLessThanOrEqualTo(4000);
        text.ShouldEndWith("\n… and more, see `upgrades plan`");
    }

    [Fact]
    public void data_that_is_put_back_is_no_push()
    {
        var applied = (UpgradeApplied)Read(typeof(UpgradeApplied)) with { Kind = StepKind.Restore, Fix = null };

        Describe.InThread(applied).ShouldBe(
            $":floppy_disk: `immich`: database `immich` put back as in backup Job `{applied.Restored!.BackupJob}`; it is watched how the old version starts with it");
    }

    [Fact]
    public void a_baseline_that_was_recorded_says_what_was_broken_before_and_what_stands_against_the_upgrade() =>
        Describe.Event((BaselineRecorded)Read(typeof(BaselineRecorded)) with { WaitFor = null }).ShouldBe(
            ":stethoscope: `immich`: state before the upgrade recorded, broken already:\n```\nhttps://immich.example.test/ answered 502 before the upgrade\n```\n" +
            "• nothing is applied: Deployment immich/server runs v2.8.0 of `ghcr.io/immich-app/immich-server`, which is newer than v2.7.5");

    [Fact]
    public void more_weaknesses_than_can_be_told_are_named_or_counted()
    {
        var golden = (UpgradePlanned)Read(typeof(UpgradePlanned));

        var lines = Describe.Event(golden with { SecurityFixes = [.. Enumerable.Range(0, 20).Select(i => new SecurityFix { Id = $"CVE-2026-{1000 + i}" })] }).Split('\n');

        lines.Where(l => l.StartsWith("• fixes", StringComparison.Ordinal)).ShouldBe([
            "• fixes `CVE-2026-1000`", "• fixes `CVE-2026-1001`", "• fixes `CVE-2026-1002`",
            "• fixes also `CVE-2026-1003`, `CVE-2026-1004`, `CVE-2026-1005`, `CVE-2026-1006`, `CVE-2026-1007`, `CVE-2026-1008`, `CVE-2026-1009`, `CVE-2026-1010`, `CVE-2026-1011`, `CVE-2026-1012` and 7 more",
        ]);
        Describe.Event(golden with { SecurityFixes = [] }).ShouldContain("\n• fixes `CVE-2026-12345`\n");
    }

    [Fact]
    public void the_longest_plan_that_there_may_be_is_still_a_message()
    {
        var hostile = string.Concat(Enumerable.Repeat("<!channel>\u202e\u001b[31m&*_`\n", 100));
        var reason = new RiskReason { Rule = hostile, Release = hostile, Line = hostile, Url = "https://a.test" };
        var plan = (UpgradePlanned)Read(typeof(UpgradePlanned)) with { Summary = [hostile, hostile, hostile], Reasons = [.. Enumerable.Repeat(reason, 20)], Advisories = [] };

        var text = Describe.Event(plan);

        // Slack cuts a message's text at 40,000 characters.
        text.Length.ShouldBeLessThan(40_000);
        text.ShouldNotContain("<!");
        text.Any(c => (char.IsControl(c) && c != '\n') || c == '\u202e').ShouldBeFalse();
    }

    private static object Read(Type eventType) => GoldenEvents.Read(eventType);
}
