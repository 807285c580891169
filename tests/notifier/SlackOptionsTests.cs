using System.ComponentModel.DataAnnotations;
using Upgrades.Notifier.Messages;
using Upgrades.Notifier.Slack;

namespace Upgrades.Tests.Notifier;

public sealed class SlackOptionsTests
{
    private static readonly Uri Webhook = new("https://hooks.example.org/services/x");

    private static SlackOptions Bot => new() { BotToken = "xoxb-1", Channel = "#upgrades" };

    [Fact]
    public void nothing_a_webhook_and_a_bot_are_good()
    {
        Wrong(new SlackOptions()).ShouldBeEmpty();
        Wrong(new SlackOptions { WebhookUrl = Webhook }).ShouldBeEmpty();
        Wrong(new SlackOptions { WebhookUrl = Webhook, BotToken = "", Channel = "" }).ShouldBeEmpty();
        Wrong(Bot).ShouldBeEmpty();
    }

    [Fact]
    public void both_are_wrong_and_both_are_named()
    {
        var options = Bot;
        options.WebhookUrl = Webhook;

        Wrong(options).ShouldHaveSingleItem().ShouldBe("BotToken: is set, and UPGRADES__SLACK__WEBHOOKURL too: everything would be told twice. One of the two has to go");
    }

    [Fact]
    public void a_bot_needs_a_channel_and_a_channel_a_bot()
    {
        Wrong(new SlackOptions { BotToken = "xoxb-1" }).ShouldHaveSingleItem().ShouldStartWith("Channel: is needed");
        Wrong(new SlackOptions { Channel = "#upgrades" }).ShouldHaveSingleItem().ShouldContain("UPGRADES__SLACK__BOTTOKEN is not set");
    }

    [Fact]
    public void a_users_token_is_none_of_a_bot() =>
        Wrong(new SlackOptions { BotToken = "xoxp-1", Channel = "#upgrades" }).ShouldHaveSingleItem().ShouldStartWith("BotToken: must be the token of a bot");

    [Theory]
    [InlineData("Loud", null, null, false, true, "Routes__0__Severities: Loud is none of Critical, Problem, Success, Info")]
    [InlineData("Info", "#a", null, true, true, "Routes__0__Silent: says that nothing is posted")]
    [InlineData("Info", null, null, false, true, "Routes__0__Channel: is needed")]
    [InlineData("Info", "#a", "https://a.test", false, true, "Routes__0__Channel: is needed, and no WEBHOOKURL")]
    [InlineData("Info", "#a", null, false, false, "Routes__0__WebhookUrl: is needed, and no CHANNEL")]
    [InlineData("Info", null, "ftp://a.test", false, false, "Routes__0__WebhookUrl: must be an http(s) address")]
    public void a_wrong_route_is_named(string severities, string? channel, string? webhook, bool silent, bool bot, string said)
    {
        var options = bot ? Bot : new SlackOptions { WebhookUrl = Webhook };
        options.Routes.Add(new SlackRoute { Severities = severities, Channel = channel, WebhookUrl = webhook is null ? null : new Uri(webhook), Silent = silent });

        Wrong(options)[0].ShouldStartWith(said);
    }

    [Theory]
    [InlineData(Severity.Critical, "immich", "#oncall")]
    [InlineData(Severity.Problem, "immich-ml", "#photos")]
    [InlineData(Severity.Info, "immich", "#photos")]
    [InlineData(Severity.Info, "shop", null)]
    [InlineData(Severity.Success, "shop", "#upgrades")]
    [InlineData(Severity.Success, null, "#upgrades")]
    [InlineData(Severity.Problem, "media-1", "#media")]
    [InlineData(Severity.Problem, "media-10", "#upgrades")]
    public void the_first_route_that_fits_counts(Severity severity, string? stack, string? channel)
    {
        var options = Bot;
        options.Routes.Add(new SlackRoute { Severities = "Critical", Channel = "#oncall" });
        options.Routes.Add(new SlackRoute { Stacks = "immich*", Channel = "#photos" });
        options.Routes.Add(new SlackRoute { Severities = "Info", Silent = true });
        options.Routes.Add(new SlackRoute { Stacks = "media-?, radio", Severities = "critical, problem", Channel = "#media" });

        Routing.For(options, severity, stack)?.Channel.ShouldBe(channel);
        (Routing.For(options, severity, stack) is null).ShouldBe(channel is null);
    }

    private static List<string> Wrong(SlackOptions options) =>
        [.. options.Validate(new ValidationContext(options)).Select(r => $"{r.MemberNames.Single()}: {r.ErrorMessage}")];
}
