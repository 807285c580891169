using Microsoft.Extensions.Time.Testing;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox;
using Upgrades.Sandbox.Prometheus;

namespace Upgrades.Tests.Verifier;

/// <summary>What the operator asks Prometheus about a service, before an upgrade and after.</summary>
public sealed class QueryTests : IAsyncLifetime
{
    private const string Firing = "ALERTS{namespace=\"url\",alertstate=\"firing\"}";
    private static readonly MetricView Down = PrometheusStandIn.Alert("Down", ("namespace", "url"));
    private static readonly MetricView Slow = PrometheusStandIn.Alert("Slow", ("namespace", "url"));
    private readonly PrometheusStandIn _prometheus = new(new FakeTimeProvider());
    private StandInServer _server = null!;
    private VerifierWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await StandInServer.StartAsync(_prometheus.Map);
        _world = await StartAsync(new() { ["Prometheus:Url"] = _server.Address.ToString() });
    }

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task a_query_that_returns_nothing_passes()
    {
        await _world.BeginAsync();

        var succeeded = (await _world.UpgradeAsync()).ShouldBeOfType<UpgradeSucceeded>();

        Query(succeeded).ShouldBe((CheckVerdict.Passed, "query firing returns nothing"));
        _prometheus.Queries.ShouldContain(Firing);
    }

    [Fact]
    public async Task an_alert_that_fires_only_since_the_upgrade_undoes_it()
    {
        _prometheus.Set(Firing, Slow);
        (await _world.BeginAsync()).Problems.ShouldBe(["query firing returned {__name__=\"ALERTS\",alertname=\"Slow\",alertstate=\"firing\",namespace=\"url\"} before the upgrade"]);
        _prometheus.Set(Firing, Slow, Down);

        var failed = (await _world.UpgradeAsync()).ShouldBeOfType<UpgradeFailed>();

        (failed.Check, failed.Cause).ShouldBe(("query", FailureCause.Version));
        failed.Evidence.Summary.ShouldBe(
            "query firing returns what it did not before the upgrade: {__name__=\"ALERTS\",alertname=\"Down\",alertstate=\"firing\",namespace=\"url\"}, 3 times in a row");
        failed.Evidence.LogLines.ShouldBe([$"query: {Firing}", "series: {__name__=\"ALERTS\",alertname=\"Down\",alertstate=\"firing\",namespace=\"url\"}"]);
    }

    [Fact]
    public async Task an_alert_that_fired_before_decides_nothing()
    {
        _prometheus.Set(Firing, Slow);
        await _world.BeginAsync();

        Query((await _world.UpgradeAsync()).ShouldBeOfType<UpgradeSucceeded>()).Verdict.ShouldBe(CheckVerdict.BrokenBefore);
    }

    [Fact]
    public async Task an_alert_that_fires_for_two_looks_only_is_waited_for()
    {
        await _world.BeginAsync();
        var looks = 0;
        _prometheus.Set(Firing, () => looks++ < 2 ? [Down] : []);

        Query((await _world.UpgradeAsync()).ShouldBeOfType<UpgradeSucceeded>()).Verdict.ShouldBe(CheckVerdict.Passed);
        looks.ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task a_prometheus_that_is_away_proves_nothing_and_stops_nothing()
    {
        await _world.BeginAsync();
        _prometheus.Outage = "no such file";

        Query((await _world.UpgradeAsync()).ShouldBeOfType<UpgradeSucceeded>()).ShouldBe((CheckVerdict.NotProven, "query firing: Prometheus answered 503: internal: no such file"));
    }

    [Fact]
    public async Task without_a_prometheus_that_is_said()
    {
        await using var world = await StartAsync([]);
        await world.BeginAsync();

        Query((await world.UpgradeAsync()).ShouldBeOfType<UpgradeSucceeded>())
            .ShouldBe((CheckVerdict.NotProven, "query firing: Prometheus cannot be asked: UPGRADES__PROMETHEUS__URL is not set"));
    }

    [Theory]
    [InlineData("", null, "checks.queries holds one of not 1 to 2000 characters")]
    [InlineData("up", "(", "checks.ciResultPattern is no regular expression that can be used")]
    public async Task what_could_not_be_asked_is_refused_before_it_is_stored(string query, string? pattern, string problem)
    {
        _world.Checks = new CheckPlan { Queries = [new QueryCheck { Name = "q", Query = query }], CiResultPattern = pattern };

        (await Should.ThrowAsync<FormatException>(() => _world.StartedAsync())).Message.ShouldStartWith(problem);
        (await Should.ThrowAsync<FormatException>(() => _world.AppliedAsync(_world.Applied('a')))).Message.ShouldStartWith(problem);
    }

    private static async Task<VerifierWorld> StartAsync(Dictionary<string, string?> settings)
    {
        var world = await VerifierWorld.StartAsync(settings);
        world.Checks = new CheckPlan { Queries = [new QueryCheck { Name = "firing", Query = Firing }] };
        return world;
    }

    private static (CheckVerdict Verdict, string Detail) Query(UpgradeSucceeded succeeded)
    {
        var check = succeeded.Checks.Single(c => c.Check == "query");
        return (check.Verdict, check.Detail);
    }
}
