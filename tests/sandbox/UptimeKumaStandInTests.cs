using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Upgrades.Sandbox;
using Upgrades.Sandbox.UptimeKuma;

namespace Upgrades.Tests.Sandbox;

/// <summary>The contract is <c>reference/uptime-kuma.md</c> §1.</summary>
public sealed class UptimeKumaStandInTests : IAsyncLifetime
{
    private readonly List<MonitorView> _monitors = [new(1, "immich", "https://immich.example", 1)];
    private readonly HttpClient _http = new(new SocketsHttpHandler());
    private UptimeKumaStandIn _kuma = null!;
    private StandInServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _kuma = new UptimeKumaStandIn(() => _monitors);
        _server = await StandInServer.StartAsync(_kuma.Map);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task a_monitor_is_a_line_with_the_labels_of_version_2_among_other_metrics()
    {
        var lines = await LinesAsync();

        lines.ShouldContain("""monitor_status{monitor_id="1",monitor_name="immich",monitor_type="http",monitor_url="https://immich.example",monitor_hostname="null",monitor_port="null"} 1""");
        lines.ShouldContain("# TYPE monitor_status gauge");
        lines.ShouldContain(l => l.StartsWith("monitor_response_time{", StringComparison.Ordinal));
        lines.ShouldContain(l => l.StartsWith("process_cpu_seconds_total ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task a_name_is_escaped()
    {
        _monitors[0] = _monitors[0] with { Name = "a \"b\" c:\\d\ne" };

        (await StatusLinesAsync()).Single().ShouldContain("""monitor_name="a \"b\" c:\\d\ne",""");
    }

    [Fact]
    public async Task every_state_has_its_number_and_a_paused_monitor_is_absent()
    {
        _monitors.Clear();
        _monitors.AddRange(Enumerable.Range(-1, 5).Select(status => new MonitorView(10 + status, $"m{status}", "https://m", status)));

        (await StatusLinesAsync()).Select(l => l[(l.LastIndexOf(' ') + 1)..]).ShouldBe(["0", "1", "2", "3"]);
        (await LinesAsync()).ShouldNotContain(l => l.Contains("m-1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Basic", ":uk1_key", 200)]
    [InlineData("Basic", "anybody:uk1_key", 200)]
    [InlineData("Basic", ":other", 401)]
    [InlineData("Basic", "uk1_key", 401)]
    [InlineData("Bearer", ":uk1_key", 401)]
    [InlineData(null, "", 401)]
    public async Task the_key_is_the_password_of_basic_auth(string? scheme, string pair, int status)
    {
        _kuma.ApiKey = "uk1_key";
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_server.Address, "/metrics"));
        request.Headers.Authorization = scheme is null ? null : new AuthenticationHeaderValue(scheme, Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));

        using var answer = await _http.SendAsync(request);

        ((int)answer.StatusCode).ShouldBe(status);
        if (status == 401)
        {
            answer.Headers.WwwAuthenticate.ToString().ShouldBe("Basic");
            (await answer.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task any_other_path_is_the_web_interface_with_200()
    {
        using var answer = await _http.GetAsync(new Uri(_server.Address, "/api/monitors"));

        (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType).ShouldBe((HttpStatusCode.OK, "text/html"));
    }

    [Fact]
    public async Task an_answer_set_beforehand_comes_once()
    {
        _kuma.AnswerNext(502, "<html>bad gateway</html>");

        using var answer = await _http.GetAsync(new Uri(_server.Address, "/metrics"));

        (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType).ShouldBe((HttpStatusCode.BadGateway, "text/html"));
        (await StatusLinesAsync()).Count.ShouldBe(1);
        _kuma.Requests.ShouldBe(["GET /metrics", "GET /metrics"]);
    }

    private async Task<List<string>> LinesAsync()
    {
        using var answer = await _http.GetAsync(new Uri(_server.Address, "/metrics"));
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
        return [.. (await answer.Content.ReadAsStringAsync()).Split('\n')];
    }

    private async Task<List<string>> StatusLinesAsync() =>
        [.. (await LinesAsync()).Where(l => l.StartsWith("monitor_status{", StringComparison.Ordinal))];
}
