using Microsoft.Extensions.Time.Testing;
using Upgrades.Sandbox.Servers;

namespace Upgrades.Tests.Standalone.Expiry;

/// <summary>Against Debian's prometheus-pushgateway, which <c>./test --all</c> installs.</summary>
[Trait("Length", "long")]
public sealed class RealPushgatewayTests : IAsyncLifetime, IDisposable
{
    private const string Program = "/usr/bin/prometheus-pushgateway";
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler());
    private readonly int _port = LoopbackPort.Free();
    private ServerProcess _gateway = null!;

    private Uri Address => new($"http://127.0.0.1:{_port}/");

    public async ValueTask InitializeAsync()
    {
        _gateway = ServerProcess.Start(Program, [$"--web.listen-address=127.0.0.1:{_port}"], new Dictionary<string, string>());
        await _gateway.ListensAsync([_port], TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync() => await _gateway.KillAsync();

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task what_is_pushed_is_served_and_a_credential_that_is_gone_is_gone_there_too()
    {
        Push("""{ "path": "primary", "expires_at": "2027-01-01T00:00:00Z" }, { "path": "sp\"are", "expires_at": "2027-02-01T00:00:00Z" }""").Code.ShouldBe(0);
        var both = await _http.GetStringAsync(new Uri(Address, "metrics"));
        Push("""{ "path": "primary", "expires_at": "2027-01-01T00:00:00Z" }""").Code.ShouldBe(0);
        var one = await _http.GetStringAsync(new Uri(Address, "metrics"));

        both.ShouldContain("claude_oauth_token_expiry_timestamp{instance=\"\",job=\"claude-oauth-expiry-monitor\",path=\"primary\"} 1.7987616e+09");
        both.ShouldContain("path=\"sp\\\"are\"");
        one.ShouldContain("path=\"primary\"");
        one.ShouldNotContain("sp\\\"are");
        one.ShouldContain("claude_oauth_expiry_monitor_last_push_timestamp{instance=\"\",job=\"claude-oauth-expiry-monitor\"} ");
    }

    private CommandRun Push(string credentials)
    {
        var file = Path.Combine(_folder.Path, "list.json");
        File.WriteAllText(file, $$"""{ "credentials": [ {{credentials}} ] }""");
        var time = new FakeTimeProvider(DateTimeOffset.Parse("2026-12-01T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
        return CommandRun.TokenExpiry(new Dictionary<string, string>(), time, "token-expiry", "--file", file, "--push", $"{Address}");
    }
}
