using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Upgrades.Sandbox;

namespace Upgrades.Tests.Standalone.Expiry;

/// <summary>The command as somebody types it. GitHub, Vault and the Pushgateway are routes that answer as <c>reference/</c> says.</summary>
public sealed class TokenExpiryTests : IAsyncLifetime, IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-12-01T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
    private readonly TemporaryFolder _folder = new();
    private readonly List<(string Method, string Body)> _pushed = [];
    private StandInServer _server = null!;
    private int _pushAnswer = 200;

    public async ValueTask InitializeAsync() => _server = await StandInServer.StartAsync(Map);

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void each_way_to_know_an_end_is_told_in_one_table_and_pushed_under_the_known_names()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "vault-token"), "s.good\n");
        var run = Run($$"""
            { "credentials": [
              { "path": "primary", "minted_at": 1776528429, "ttl_days": 365, "renew": "claude setup-token" },
              { "path": "deploy", "expires_at": "2026-12-04T12:00:00Z" },
              { "path": "ci", "jwt": { "env": "CI_TOKEN" } },
              { "path": "github", "github": { "url": "{{_server.Address}}", "env": "GITHUB_TOKEN" } },
              { "path": "vault", "vault": { "url": "{{_server.Address}}", "file": "{{_folder.Path}}/vault-token" } } ] }
            """,
            new() { ["CI_TOKEN"] = Jwt("""{"exp":1798761600}"""), ["GITHUB_TOKEN"] = "good" },
            "--push", $"{_server.Address}");

        run.Code.ShouldBe(0, run.Error);
        string Row(string path) => run.Output.Split('\n').Single(l => l.TrimStart().StartsWith(path + " ", StringComparison.Ordinal));
        Row("primary").ShouldContain("2027-04-18 16:07");
        Row("primary").ShouldContain("claude setup-token");
        Row("deploy").ShouldContain("critical");
        Row("ci").ShouldContain("2027-01-01 00:00");
        Row("github").ShouldContain("soon");
        Row("vault").ShouldContain("2027-02-01 10:00");
        _pushed.ShouldHaveSingleItem().Method.ShouldBe("PUT");
        _pushed[0].Body.ShouldBe(
            """
            # HELP claude_oauth_token_expiry_timestamp Unix epoch when the token for this path expires
            # TYPE claude_oauth_token_expiry_timestamp gauge
            claude_oauth_token_expiry_timestamp{path="primary"} 1808064429
            claude_oauth_token_expiry_timestamp{path="deploy"} 1796385600
            claude_oauth_token_expiry_timestamp{path="ci"} 1798761600
            claude_oauth_token_expiry_timestamp{path="github"} 1798293900
            claude_oauth_token_expiry_timestamp{path="vault"} 1801476000
            # HELP claude_oauth_expiry_monitor_last_push_timestamp Last time the monitor pushed metrics
            # TYPE claude_oauth_expiry_monitor_last_push_timestamp gauge
            claude_oauth_expiry_monitor_last_push_timestamp 1796126400

            """);
    }

    [Fact]
    public void a_token_that_its_service_refuses_counts_as_ended()
    {
        var run = Run($$"""{ "credentials": [ { "path": "github", "github": { "url": "{{_server.Address}}", "env": "T" } } ] }""", new() { ["T"] = "revoked" }, "--push", $"{_server.Address}");

        run.Code.ShouldBe(1);
        run.Output.ShouldContain("refused");
        run.Error.ShouldContain("refuses it (401)");
        run.Error.ShouldNotContain("revoked\"");
        _pushed.Single().Body.ShouldContain("claude_oauth_token_expiry_timestamp{path=\"github\"} 1796126400\n");
    }

    [Theory]
    [InlineData("""{ "path": "ci", "jwt": { "env": "GONE" } }""", "ci: the environment variable GONE is empty or not there")]
    [InlineData("""{ "path": "ci", "jwt": { "env": "OPAQUE" } }""", "ci: it is no JSON Web Token whose exp can be read")]
    [InlineData("""{ "path": "vault", "vault": { "url": "http://127.0.0.1:1", "env": "OPAQUE" } }""", "vault: 127.0.0.1:1 does not answer")]
    public void where_one_end_cannot_be_told_nothing_is_pushed(string credential, string told)
    {
        var run = Run($$"""{ "credentials": [ { "path": "primary", "expires_at": "2027-01-01T00:00:00Z" }, {{credential}} ] }""", new() { ["OPAQUE"] = "very-secret" }, "--push", $"{_server.Address}");

        run.Code.ShouldBe(1);
        run.Error.ShouldContain(told);
        run.Error.ShouldContain("Not pushed: the end of");
        (run.Error + run.Output).ShouldNotContain("very-secret");
        run.Output.ShouldContain("2027-01-01 00:00");
        _pushed.ShouldBeEmpty();
    }

    [Fact]
    public void a_push_that_is_not_taken_is_loud()
    {
        _pushAnswer = 400;

        var run = Run("""{ "credentials": [ { "path": "primary", "expires_at": "2027-01-01T00:00:00Z" } ] }""", [], "--push", $"{_server.Address}");

        run.Code.ShouldBe(1);
        run.Error.ShouldContain("answered with 400: not taken");
    }

    [Theory]
    [InlineData("""{ "credentials": [ { "path": "a" } ] }""", "credentials[0] (a) needs exactly one of")]
    [InlineData("""{ "credentials": [ { "path": "a", "minted_at": 1776528429 } ] }""", "needs minted_at and ttl_days together")]
    [InlineData("""{ "credentials": [ { "path": "a", "jwt": {} } ] }""", "needs env or file")]
    [InlineData("""{ "credentials": [ { "path": "a", "vault": { "env": "X" } } ] }""", "needs vault.url")]
    [InlineData("""{ "credentials": [ { "path": "a", "expires_at": "2027-01-01T00:00:00Z" }, { "path": "a", "expires_at": "2027-01-01T00:00:00Z" } ] }""", "a stands there more than once")]
    [InlineData("{ \"credentials\": [\n { \"path\": \"a\", \"token\": \"x\" } ] }", "list.json:2: The JSON property 'token' could not be mapped")]
    [InlineData("[]", "list.json:1:")]
    public void a_list_that_cannot_be_is_said_with_its_place(string list, string told)
    {
        var run = Run(list, []);

        run.Code.ShouldBe(2);
        run.Error.ShouldContain(told);
    }

    [Fact]
    public void a_folder_is_read_as_kubernetes_mounts_one()
    {
        var data = Directory.CreateDirectory(Path.Combine(_folder.Path, "..2026_data")).FullName;
        File.WriteAllText(Path.Combine(data, "primary"), "1808064429");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "primary"), Path.Combine(data, "primary"));

        var run = CommandRun.TokenExpiry(new Dictionary<string, string>(), new FakeTimeProvider(Now), "token-expiry", "--folder", _folder.Path, "--json");

        run.Code.ShouldBe(0, run.Error);
        run.Json.GetProperty("credentials")[0].GetProperty("expiresAt").GetDateTimeOffset().ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1808064429));
        run.Json.GetProperty("credentials")[0].GetProperty("state").GetString().ShouldBe("ok");
    }

    private CommandRun Run(string list, Dictionary<string, string> environment, params string[] more)
    {
        var file = Path.Combine(_folder.Path, "list.json");
        File.WriteAllText(file, list);
        return CommandRun.TokenExpiry(environment, new FakeTimeProvider(Now), ["token-expiry", "--file", file, .. more]);
    }

    private void Map(WebApplication app)
    {
        app.MapGet("/rate_limit", (HttpContext context) =>
        {
            context.Response.Headers["github-authentication-token-expiration"] = "2026-12-26 14:05:00 UTC";
            return context.Request.Headers.Authorization == "Bearer good" ? Results.Json(new { }) : Results.Json(new { message = "Bad credentials" }, statusCode: 401);
        });
        app.MapGet("/v1/auth/token/lookup-self", (HttpContext context) => context.Request.Headers["X-Vault-Token"] == "s.good"
            ? Results.Json(new { data = new { id = "s.good", ttl = 5_349_600, renewable = true } }) : Results.Json(new { errors = (string[])["permission denied"] }, statusCode: 403));
        app.Map("/metrics/job/claude-oauth-expiry-monitor", async (HttpContext context) =>
        {
            using var body = new StreamReader(context.Request.Body);
            _pushed.Add((context.Request.Method, await body.ReadToEndAsync()));
            return Results.Text(_pushAnswer == 200 ? "" : "not taken", statusCode: _pushAnswer);
        });
    }

    private static string Jwt(string claims) => $"e30.{Convert.ToBase64String(Encoding.UTF8.GetBytes(claims)).TrimEnd('=').Replace('+', '-').Replace('/', '_')}.c2ln";
}
