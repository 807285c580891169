using Upgrades.Analyzer;
using Upgrades.Hosting.Probes;
using Upgrades.Sandbox;
using Upgrades.Sandbox.Agent;
using Upgrades.Sandbox.Forges;
using Upgrades.Sandbox.GitHub;
using Upgrades.Tests.Hosting.Probes;
using Upgrades.Tests.Repository;

namespace Upgrades.Tests.Analyzer.Probes;

/// <summary>A repository with an image of GitHub's registry and one of Docker Hub, and what the analyzer's probes find around it.</summary>
[Trait("Length", "long")]
public sealed class AnalyzerProbeTests : IAsyncLifetime
{
    private const string Chart =
        """
        resource "helm_release" "grafana" {
          name       = "grafana"
          repository = "https://charts.example.org/charts"
          chart      = "grafana"
          version    = "8.5.0"
        }
        """;

    private readonly TemporaryFolder _folder = new();
    private GitWorld _git = null!;
    private OutsideWorld _outside = null!;

    public async ValueTask InitializeAsync()
    {
        _git = await GitWorld.StartAsync(
            ("stacks/shlink/main.tf", Infra.Deployment("shlink", "\"ghcr.io/shlinkio/shlink:4.3.4\"") + Infra.Deployment("db", "\"postgres:16.1\"")),
            ("stacks/wiki/main.tf", Infra.Deployment("wiki", "\"requarks/wiki:2.5.1\"")),
            ("stacks/grafana/main.tf", Chart),
            ("upgrade-config.json", """{"github_repo_overrides":{"requarks/wiki":"https://codeberg.org/requarks/wiki"}}"""));
        _outside = await OutsideWorld.StartAsync();
        _outside.GitHub.Token = "token";
        _outside.GitHub.AddRepository("shlinkio/shlink", [new ReleaseSpec("v4.3.4", "First.")]);
        _outside.Registry.AddImage("shlinkio/shlink", ["4.3.4"]);
        _outside.Registry.AddImage("requarks/wiki", ["2.5.1"]);
        _outside.Charts.AddChart("/charts", "grafana", new Upgrades.Sandbox.Charts.ChartSpec("8.5.0"));
    }

    public async ValueTask DisposeAsync()
    {
        await _outside.DisposeAsync();
        await _git.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task what_is_used_is_tried_and_nothing_else()
    {
        var found = await TryAsync();

        found["git-read"].ShouldWork("4 stacks, 3 images");
        found["catalog"].ShouldWork("upgrade-config.json is valid");
        found["github"].ShouldWork("reads releases of shlinkio/shlink");
        found["registry/ghcr.io"].ShouldWork("shows shlinkio/shlink:4.3.4");
        found["registry/docker.io"].ShouldWork("shows requarks/wiki:2.5.1");
        found["charts/charts.example.org"].ShouldWork("/charts/index.yaml is there");
        found["advisor"].Verdict.ShouldBe(ProbeVerdict.NotSet);
        _outside.Registry.Requests.Where(r => r.Contains("manifests", StringComparison.Ordinal)).ShouldAllBe(r => r.StartsWith("HEAD ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Password", "guessed-password", "answered 401", "UPGRADES__REPOSITORY__PASSWORD")]
    [InlineData("Password", null, "answered 401", "set UPGRADES__REPOSITORY__USERNAME and UPGRADES__REPOSITORY__PASSWORD")]
    [InlineData("Branch", "nowhere", "has no branch", "UPGRADES__REPOSITORY__BRANCH")]
    [InlineData("Url", "http://127.0.0.1:1/infra.git", "127.0.0.1:1", "UPGRADES__REPOSITORY__URL")]
    public async Task a_repository_that_cannot_be_read_takes_nothing_else_along(string setting, string? value, string said, string advice)
    {
        var found = await TryAsync(($"Repository:{setting}", value));

        found["git-read"].ShouldFail(said, advice);
        found.Values.Where(r => r.Verdict == ProbeVerdict.Failed).ShouldHaveSingleItem().Said.ShouldNotContain("guessed-password");
    }

    [Theory]
    [InlineData("{ not json", "cannot be read, so nothing is planned")]
    [InlineData("""{"max_steps":"many"}""", "1 errors")]
    public async Task a_wrong_catalog_is_told_with_its_line(string catalog, string said)
    {
        await _git.Server.CommitAsync("infra", new Dictionary<string, string?> { ["upgrade-config.json"] = catalog }, "by hand");
        var found = await TryAsync();

        found["catalog"].ShouldFail(said, "upgrades catalog check");
        found["git-read"].Verdict.ShouldBe(ProbeVerdict.Works);
    }

    [Fact]
    public async Task githubs_token_is_tried_without_one_wrong_used_up_and_near_its_end()
    {
        (await TryAsync(("GitHub:Token", null)))["github"].ShouldSatisfyAllConditions(
            r => r.ShouldWork("no token; 60 of 60 requests left"), r => r.Advice!.ShouldContain("UPGRADES__GITHUB__TOKEN makes them 5,000"));
        (await TryAsync(("GitHub:Token", "guessed-token")))["github"].ShouldSatisfyAllConditions(
            r => r.ShouldFail("is not accepted", "UPGRADES__GITHUB__TOKEN is wrong, has ended or was revoked"), r => r.Said.ShouldNotContain("guessed-token"));
        (await TryAsync(("GitHub:Url", "http://127.0.0.1:1/")))["github"].ShouldFail("cannot be reached", "UPGRADES__GITHUB__URL");
        (await TryAsync(("GitHub:Url", $"https://127.0.0.1:{_outside.GitHubAddress.Port}/")))["github"].ShouldFail("cannot be reached", "http:// or https://");

        _outside.GitHub.TokenEnds = TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(3.5);
        (await TryAsync())["github"].ShouldSatisfyAllConditions(r => r.ShouldWork("the token ends on "), r => r.Advice.ShouldBe("renew UPGRADES__GITHUB__TOKEN before it ends"));
        _outside.GitHub.Used = 5000;
        (await TryAsync())["github"].ShouldFail("the budget of 5000 requests an hour is used up", "UPGRADES__GITHUB__TOKEN");
    }

    [Fact]
    public async Task a_token_without_the_right_is_told_from_one_that_is_wrong()
    {
        _outside.GitHub.AnswerNext(200, """{"resources":{"core":{"limit":5000,"remaining":4999,"reset":0}}}""");
        _outside.GitHub.AnswerNext(403, """{"message":"Resource protected by organization SAML enforcement."}""");

        (await TryAsync())["github"].ShouldFail("SAML", "let UPGRADES__GITHUB__TOKEN read public repositories");
    }

    [Fact]
    public async Task a_registry_says_whether_the_account_is_missing_wrong_or_without_rights()
    {
        (string, string?)[] account = [("Registry:Hosts:0:Username", "robot"), ("Registry:Hosts:0:Password", "registry-password")];
        _outside.Registry.Credentials = "robot:registry-password";

        (await TryAsync())["registry/ghcr.io"].ShouldFail("to strangers (401)", "UPGRADES__REGISTRY__HOSTS__0__PASSWORD");
        (await TryAsync(account))["registry/ghcr.io"].ShouldWork("to the account that is set");
        var wrong = await TryAsync(account[0], ("Registry:Hosts:0:Password", "guessed-password"));
        wrong["registry/docker.io"].ShouldFail("does not accept the name and password", "UPGRADES__REGISTRY__HOSTS__0__PASSWORD is wrong");
        wrong["registry/docker.io"].Said.ShouldNotContain("guessed-password");
        (await TryAsync(("Registry:Hosts:0:Url", "http://127.0.0.1:1/")))["registry/ghcr.io"].ShouldFail("cannot be reached", "UPGRADES__REGISTRY__HOSTS__0__URL");
        _outside.Registry.Credentials = null;
        _outside.Registry.RemoveTag("shlinkio/shlink", "4.3.4");
        (await TryAsync())["registry/ghcr.io"].ShouldWork("answers, and has none of shlinkio/shlink:4.3.4");
    }

    [Fact]
    public async Task chart_repositories_are_asked_for_their_beginning()
    {
        _outside.Charts.Credentials = "robot:chart-password";
        (await TryAsync())["charts/charts.example.org"].ShouldFail("no index for strangers (401)", "UPGRADES__CHARTS__HOSTS__0__PASSWORD");
        (await TryAsync(("Charts:Hosts:0:Username", "robot"), ("Charts:Hosts:0:Password", "guessed-password")))["charts/charts.example.org"]
            .ShouldFail("does not accept the name and password (401)", "UPGRADES__CHARTS__HOSTS__0__PASSWORD is wrong");
        _outside.Charts.Credentials = null;
        _outside.Charts.AnswerNext(404, "no");
        (await TryAsync())["charts/charts.example.org"].ShouldFail("has no index.yaml (404)", "in the Terraform");
        (await TryAsync(("Charts:Hosts:0:Url", "http://127.0.0.1:1/")))["charts/charts.example.org"].ShouldFail("cannot be reached", "UPGRADES__CHARTS__HOSTS__0__URL");
    }

    [Fact]
    public async Task forges_of_the_catalog_are_asked_for_the_repository_that_is_used()
    {
        var forgejo = new ForgejoStandIn { Token = "forge-token" };
        await using var server = await StandInServer.StartAsync(forgejo.Map);
        (string, string?)[] at = [("Forges:Hosts:0:Host", "codeberg.org"), ("Forges:Hosts:0:Url", server.Address.ToString())];

        (await TryAsync(at))["forge/codeberg.org"].ShouldFail("has no requarks/wiki", "github_repo_overrides");
        forgejo.AddRepository("requarks/wiki", []);
        (await TryAsync([.. at, ("Forges:Hosts:0:Token", "forge-token")]))["forge/codeberg.org"].ShouldWork("accepts the token");
        (await TryAsync([.. at, ("Forges:Hosts:0:Token", "guessed-token")]))["forge/codeberg.org"].ShouldFail("is not accepted", "UPGRADES__FORGES__HOSTS__0__TOKEN");
    }

    [Fact]
    public async Task the_advisors_token_is_tried_and_no_agent_runs()
    {
        var agent = new AgentStandIn();
        await using var server = await StandInServer.StartAsync(agent.Map);
        (string, string?)[] at = [("Advisor:Mode", "Chat"), ("Advisor:Url", server.Address.ToString()), ("Advisor:Token", agent.Token)];

        (await TryAsync(at))["advisor"].ShouldWork("accepts the token");
        (await TryAsync([.. at[..2], ("Advisor:Token", "guessed-token")]))["advisor"].ShouldFail("is not accepted", "UPGRADES__ADVISOR__TOKEN");
        (await TryAsync(at[0], ("Advisor:Url", "http://127.0.0.1:1/"), at[2]))["advisor"].ShouldFail("cannot be reached", "UPGRADES__ADVISOR__URL");
        agent.Asked.ShouldBeEmpty();
    }

    private Task<IReadOnlyDictionary<string, ProbeResult>> TryAsync(params (string Key, string? Value)[] settings)
    {
        var all = new Dictionary<string, string?>(_outside.Settings)
        {
            ["Repository:Url"] = _git.Server.Url("infra").ToString(),
            ["Repository:Username"] = "robot",
            ["Repository:Password"] = "secret",
            ["Repository:MirrorFolder"] = Path.Combine(_folder.Path, Guid.NewGuid().ToString("N")),
            // Nobody answers for it here.
            ["Forges:Hosts:0:Host"] = "codeberg.org",
            ["Forges:Hosts:0:Url"] = "http://127.0.0.1:1/",
        };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        return BesideRun.TryAsync(AnalyzerService.Definition, all);
    }
}
