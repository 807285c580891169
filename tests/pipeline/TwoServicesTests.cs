using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Upgrades.Hosting;
using Upgrades.Ingest;
using Upgrades.Notifier;
using Upgrades.Sandbox;
using Upgrades.Sandbox.Slack;

namespace Upgrades.Tests.Pipeline;

/// <summary>Ingest and notifier as two processes would run, on a real RabbitMQ.</summary>
public sealed class TwoServicesTests(RabbitMqServer broker) : IAsyncLifetime
{
    private const string Secret = "0123456789abcdef";
    private readonly TemporaryFolder _folder = new();
    private readonly SlackStandIn _slack = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler());
    private StandInServer _slackServer = null!;
    private Uri _amqp = null!;

    public async ValueTask InitializeAsync()
    {
        _slackServer = await StandInServer.StartAsync(_slack.Map);
        _amqp = (await broker.CreateVirtualHostAsync()).Amqp;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _slackServer.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task what_diun_reports_is_read_in_slack()
    {
        var ingest = await StartAsync(IngestService.Definition);
        var notifier = await StartAsync(NotifierService.Definition);

        await PostAsync(ingest, "1.36.0");

        await ToldAsync(":mag: Update seen: `docker.io/vaultwarden/server` `1.36.0`");
        await StopAsync(ingest);
        await StopAsync(notifier);
    }

    [Fact]
    public async Task a_notifier_that_was_away_is_told_what_happened_meanwhile()
    {
        var ingest = await StartAsync(IngestService.Definition);
        await PostAsync(ingest, "1.36.0");
        await PostAsync(ingest, "1.36.1");
        await Eventually.TrueAsync(async () => (await _http.GetStringAsync(new Uri(new Uri(ingest.Urls.Single()), "/health/ready"))).Contains("\"0 events not yet", StringComparison.Ordinal), "both events at the broker");
        await StopAsync(ingest);

        var notifier = await StartAsync(NotifierService.Definition);

        await ToldAsync(":mag: Update seen: `docker.io/vaultwarden/server` `1.36.1`");
        await StopAsync(notifier);
        _slack.Messages.Count.ShouldBe(2);
    }

    [Fact]
    public async Task an_update_taken_while_the_broker_was_away_goes_out_when_it_is_back()
    {
        var nowhere = new UriBuilder(_amqp) { Port = 1 }.Uri;
        var ingest = await StartAsync(IngestService.Definition, nowhere);
        await PostAsync(ingest, "1.36.0");
        await StopAsync(ingest);

        ingest = await StartAsync(IngestService.Definition);
        var notifier = await StartAsync(NotifierService.Definition);

        await ToldAsync(":mag: Update seen: `docker.io/vaultwarden/server` `1.36.0`");
        await StopAsync(ingest);
        await StopAsync(notifier);
    }

    private Task ToldAsync(string message) => Eventually.TrueAsync(() => Task.FromResult(_slack.Messages.Contains(message)), message);

    private async Task PostAsync(WebApplication ingest, string tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(ingest.Urls.Single()), "/webhooks/diun"))
        {
            Content = new StringContent($$"""{"status":"new","image":"docker.io/vaultwarden/server:{{tag}}"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Secret);
        using var answer = await _http.SendAsync(request);
        ((int)answer.StatusCode).ShouldBe(202);
    }

    private async Task<WebApplication> StartAsync(ServiceDefinition service, Uri? amqp = null)
    {
        var app = UpgradesHost.Build([service], configuration => configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Http:Url"] = "http://127.0.0.1:0",
            ["State:Folder"] = _folder.Path,
            ["Bus:Url"] = (amqp ?? _amqp).ToString(),
            ["Log:Level"] = "Fatal",
            ["Ingest:Secret"] = Secret,
            ["Slack:WebhookUrl"] = new Uri(_slackServer.Address, SlackStandIn.WebhookPath).ToString(),
            ["Slack:MessagesPerSecond"] = "0",
        }));
        await app.StartAsync();
        return app;
    }

    private static async Task StopAsync(WebApplication app)
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
