using System.Text.Json;
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
    [InlineData("`code`", "'code'")]
    [InlineData("*bold*", "\u200b*bold\u200b*")]
    public void a_strangers_text_stays_text(string text, string shown) => SlackText.Say(text).ShouldBe(shown);

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
        };

        var text = Describe.Event(plan);

        text.ShouldNotContain("<!");
        text.ShouldNotContain("<@");
        text.ShouldNotContain("<https://evil");
        text.ShouldNotContain("```");
    }

    private static object Read(Type eventType) => JsonSerializer.Deserialize(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "contracts", "golden", "events", eventType.Name + ".json")), eventType, EventJson.Options)!;
}
