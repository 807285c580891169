using Upgrades.Hosting.Probes;
using Upgrades.Notifier;
using Upgrades.Sandbox;
using Upgrades.Sandbox.Slack;
using Upgrades.Tests.Hosting.Probes;

namespace Upgrades.Tests.Notifier.Probes;

public sealed class SlackProbeTests : IAsyncLifetime
{
    private readonly SlackStandIn _slack = new();
    private StandInServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await StandInServer.StartAsync(_slack.Map);

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task without_slack_nothing_is_asked() => (await TryAsync()).Verdict.ShouldBe(ProbeVerdict.NotSet);

    [Fact]
    public async Task a_webhook_that_lives_is_found_so_without_a_message()
    {
        (await TryAsync(Webhook(SlackStandIn.WebhookPath))).ShouldWork("lives");

        _slack.Messages.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(403, "invalid_token", "may not post", "let the app post")]
    [InlineData(404, "no_service", "is revoked, or its address is wrong", "give its address to UPGRADES__SLACK__WEBHOOKURL")]
    [InlineData(410, "channel_is_archived", "a channel that is gone", "unarchive the channel")]
    [InlineData(503, "rollup_error", "Slack is not well", "slack-status.com")]
    [InlineData(302, "<html>log in</html>", "answers as no webhook does", "UPGRADES__SLACK__WEBHOOKURL")]
    public async Task one_that_does_not_says_why(int status, string words, string said, string advice)
    {
        _slack.AnswerNext(status, words);

        (await TryAsync(Webhook(SlackStandIn.WebhookPath))).ShouldFail(said, advice);
    }

    [Fact]
    public async Task the_address_is_shown_to_nobody()
    {
        var wrong = await TryAsync(Webhook("/services/T000/B000/guessed-secret"));
        wrong.ShouldFail("revoked", "UPGRADES__SLACK__WEBHOOKURL");
        $"{wrong}".ShouldNotContain("guessed-secret");

        (await TryAsync(("Slack:WebhookUrl", "http://127.0.0.1:1/services/guessed-secret"))).ShouldSatisfyAllConditions(
            r => r.ShouldFail("cannot be reached", "UPGRADES__SLACK__WEBHOOKURL"), r => $"{r}".ShouldNotContain("guessed-secret"));
        (await TryAsync(("Slack:WebhookUrl", $"https://127.0.0.1:{_server.Address.Port}/services/x"))).ShouldFail("no encrypted connection", "http:// or https://");
    }

    [Fact]
    public async Task a_trigger_of_a_workflow_is_not_pulled() =>
        (await TryAsync(("Slack:WebhookUrl", "https://hooks.slack.com/triggers/T000/1/abc"))).ShouldFail("is no incoming webhook", "UPGRADES__SLACK__WEBHOOKURL");

    [Theory]
    [InlineData("xoxb-guessed", null, "is not accepted", "xoxb-")]
    [InlineData(SlackWorkspace.BotToken, "token_revoked", "was revoked", "install the app again")]
    [InlineData(SlackWorkspace.BotToken, "token_expired", "has expired", "take a new token")]
    public async Task a_bots_token_is_tried_by_its_name(string token, string? trouble, string said, string advice)
    {
        _slack.Workspace.TokenError = trouble;

        (await TryBotAsync(token)).ShouldSatisfyAllConditions(r => r.ShouldFail(said, advice), r => $"{r}".ShouldNotContain(token));
    }

    [Fact]
    public async Task a_bot_that_may_not_write_is_told_from_one_that_may()
    {
        (await TryBotAsync(SlackWorkspace.BotToken)).ShouldWork("upgrades in sandbox, speaks in #upgrades");

        _slack.Workspace.Scopes = new HashSet<string> { "channels:read" };
        (await TryBotAsync(SlackWorkspace.BotToken)).ShouldFail("lacks the scope chat:write", "UPGRADES__SLACK__BOTTOKEN");
    }

    private (string, string) Webhook(string path) => ("Slack:WebhookUrl", new Uri(_server.Address, path).ToString());

    private Task<ProbeResult> TryBotAsync(string token) =>
        TryAsync(("Slack:BotToken", token), ("Slack:Channel", "#upgrades"), ("Slack:ApiUrl", new Uri(_server.Address, SlackStandIn.ApiPath).ToString()));

    private static async Task<ProbeResult> TryAsync(params (string Key, string Value)[] settings) =>
        (await BesideRun.TryAsync(NotifierService.Definition, settings.ToDictionary(s => s.Key, s => (string?)s.Value)))["slack"];
}
