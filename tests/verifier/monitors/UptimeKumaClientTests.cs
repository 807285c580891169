using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Upgrades.Sandbox;
using Upgrades.Sandbox.UptimeKuma;
using Upgrades.Verifier;
using Upgrades.Verifier.Decisions;
using Upgrades.Verifier.Monitors;

namespace Upgrades.Tests.Verifier.Monitors;

public sealed class UptimeKumaClientTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly UptimeKumaStandIn _kuma = new(() => [new MonitorView(1, "a \"quoted\" \\ name\nwith a break", "https://a.example/health", 1), new MonitorView(2, "b", "https://b.example:8443", 0)]);
    private readonly ServiceProvider _services = new ServiceCollection().AddHttpClient().BuildServiceProvider();
    private StandInServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await StandInServer.StartAsync(_kuma.Map);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task monitors_are_read_with_their_names_unescaped()
    {
        var reading = await Client().ReadAsync(CancellationToken.None);

        reading.All.Select(m => (m.Name, m.Url, m.Hostname, m.Status)).ShouldBe([("a \"quoted\" \\ name\nwith a break", "https://a.example/health", "", 1), ("b", "https://b.example:8443", "", 0)]);
    }

    [Fact]
    public async Task the_key_goes_as_password_and_a_wrong_one_is_said_with_its_setting()
    {
        _kuma.ApiKey = "uk1_right";

        (await Client("uk1_right").ReadAsync(CancellationToken.None)).All.Count.ShouldBe(2);
        (await Client("uk1_wrong").ReadAsync(CancellationToken.None)).Missing.ShouldBe("Uptime Kuma does not accept UPGRADES__UPTIMEKUMA__APIKEY");
    }

    [Fact]
    public async Task a_hundred_who_ask_within_a_round_are_one_request()
    {
        var client = Client();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => client.ReadAsync(CancellationToken.None)));
        _kuma.Requests.Count.ShouldBe(1);

        _time.Advance(TimeSpan.FromSeconds(15));
        await client.ReadAsync(CancellationToken.None);
        _kuma.Requests.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(200, "<!DOCTYPE html><html></html>", "UPGRADES__UPTIMEKUMA__URL: what answers there is a web page, not /metrics")]
    [InlineData(502, "bad gateway", "Uptime Kuma answered 502")]
    public async Task awkward_answers_are_said(int status, string body, string missing)
    {
        _kuma.AnswerNext(status, body);

        (await Client().ReadAsync(CancellationToken.None)).Missing.ShouldBe(missing);
    }

    [Fact]
    public async Task nobody_there_is_said_and_not_thrown()
    {
        var client = Client();
        await _server.DisposeAsync();

        (await client.ReadAsync(CancellationToken.None)).Missing!.ShouldStartWith("Uptime Kuma cannot be reached");
    }

    [Theory]
    [InlineData("monitor_status{monitor_name=\"x\",monitor_url=\"u\"} 1 1700000000", 1)]
    [InlineData("monitor_status{monitor_name=\"x\",monitor_type=\"http\",monitor_url=\"null\",monitor_hostname=\"h\",monitor_port=\"null\"} 0", 1)]
    [InlineData("monitor_status{monitor_name=\"x\"", 0)]
    [InlineData("monitor_status{monitor_name=\"x} 1", 0)]
    [InlineData("monitor_status{} up", 0)]
    [InlineData("monitor_response_time{monitor_name=\"x\"} 12", 0)]
    public void lines_that_are_cut_or_others_are_left_out(string text, int count) => MetricsText.Monitors(text).Count.ShouldBe(count);

    [Fact]
    public void monitors_are_found_by_name_or_by_host()
    {
        var reading = new MonitorReading([new MonitorState("a", "https://a.example/x", "", 1), new MonitorState("ping", "", "A.example", 1), new MonitorState("b", "https://b.example", "", 1)]);

        MonitorMatch.Of(reading, [], ["https://a.example/"]).Monitors.Select(m => m.Name).ShouldBe(["a", "ping"]);
        MonitorMatch.Of(reading, ["b", "gone"], ["https://a.example/"]).Monitors.Select(m => m.Name).ShouldBe(["b"]);
        MonitorMatch.Of(reading, ["b", "gone"], []).Missing.ShouldBe(["no monitor named gone"]);
        MonitorMatch.Of(reading, [], []).Missing.ShouldBe(["no host and no monitor is known"]);
    }

    private UptimeKumaClient Client(string? key = null) => new(
        _services.GetRequiredService<IHttpClientFactory>(), new UptimeKumaOptions { Url = _server.Address, ApiKey = key }, new VerifierOptions(), _time);
}
