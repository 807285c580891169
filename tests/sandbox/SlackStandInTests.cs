using System.Text;
using Upgrades.Sandbox;
using Upgrades.Sandbox.Slack;

namespace Upgrades.Tests.Sandbox;

public sealed class SlackStandInTests : IAsyncLifetime
{
    private readonly SlackStandIn _slack = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler());
    private StandInServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await StandInServer.StartAsync(_slack.Map);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("""{"text":"hello"}""", 200, "ok")]
    [InlineData("""{"text":""}""", 400, "no_text")]
    [InlineData("""{"blocks":[]}""", 400, "no_text")]
    [InlineData("{}", 400, "no_text")]
    [InlineData("not json", 400, "invalid_payload")]
    [InlineData("""{"text":7}""", 400, "invalid_payload")]
    public async Task answers_are_plain_text_as_slacks(string body, int status, string answer) =>
        (await PostAsync(SlackStandIn.WebhookPath, body)).ShouldBe((status, answer));

    [Fact]
    public async Task an_unknown_webhook_is_no_service() => (await PostAsync("/services/T1/B1/other", """{"text":"x"}""")).ShouldBe((404, "no_service"));

    [Fact]
    public async Task a_limit_says_how_long_to_wait_and_posts_nothing()
    {
        _slack.AnswerNext(429, "rate_limited", retryAfterSeconds: 3);

        using var answer = await _http.PostAsync(new Uri(_server.Address, SlackStandIn.WebhookPath), Json("""{"text":"x"}"""));

        ((int)answer.StatusCode, answer.Headers.RetryAfter!.Delta).ShouldBe((429, TimeSpan.FromSeconds(3)));
        _slack.Messages.ShouldBeEmpty();
    }

    private async Task<(int Status, string Answer)> PostAsync(string path, string body)
    {
        using var answer = await _http.PostAsync(new Uri(_server.Address, path), Json(body));
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
