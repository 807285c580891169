using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.Charts;

namespace Upgrades.Tests.Analyzer;

public abstract class SecondChanceScenarios(PostgresServer? postgres) : StoreScenarios(postgres)
{
    private const string Image = "docker.io/shlinkio/shlink";
    private const string File = "stacks/shlink/main.tf";
    private const string Asked = """{"stack":"shlink","image":"shlinkio/shlink","version":"4.4.1"}""";

    private static readonly (string, string)[] Shlinks =
    [
        (File, Infra.Deployment("shlink", "\"shlinkio/shlink:4.3.4\"")),
        ("stacks/other/main.tf", Infra.Deployment("other", "\"shlinkio/shlink:4.4.1\"")),
    ];

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task what_is_not_the_versions_fault_comes_again_after_1_6_and_24_hours_and_then_a_person_is_needed()
    {
        await using var analyzer = await StartAsync();
        var first = await ReplanLoopTests.PlanAsync(analyzer);
        var plan = first;

        foreach (var (hours, attempt) in new[] { (1, 1), (6, 2), (24, 3) })
        {
            await analyzer.PublishAsync(Outcomes.RolledBack(plan, 1, FailureCause.Ci));
            var waiting = await ShownAsync(analyzer, "second-chance");
            (waiting.GetProperty("attempt").GetInt32(), waiting.GetProperty("nextAt").GetDateTimeOffset()).ShouldBe((attempt, _time.GetUtcNow().AddHours(hours)));
            _time.Advance(TimeSpan.FromHours(hours));
            plan = await PlannedAsync(analyzer, attempt);
            (plan.UpgradeId, plan.Revision).ShouldBe((Identity.Upgrade("infra", "shlink", [(Image, "4.4.1")], attempt), 0));
            plan.UpdateIds.ShouldBe(first.UpdateIds);
        }

        await analyzer.PublishAsync(Outcomes.RolledBack(plan, 1, FailureCause.Ci));
        var given = await ShownAsync(analyzer, "given-up");
        (given.GetProperty("stack").GetString(), given.GetProperty("image").GetString(), given.GetProperty("version").GetString()).ShouldBe(("shlink", Image, "4.4.1"));
        given.GetProperty("reason").GetString().ShouldBe("a person is needed, tried 4 times: crash loop");
        given.GetProperty("nextAt").ValueKind.ShouldBe(JsonValueKind.Null);
        (await analyzer.PublishedAsync<UpdateAnalyzed>()).Count.ShouldBe(1);
        (await analyzer.PublishedAsync<VersionQuarantined>()).ShouldBeEmpty();
        var start = _time.GetUtcNow().AddHours(-31);
        (await analyzer.PublishedAsync<SecondChanceDecided>()).Select(d => (d.Attempts, d.RetryAt)).ShouldBe(
            [(1, start.AddHours(1)), (2, start.AddHours(7)), (3, start.AddHours(31)), (4, null)]);
        (await analyzer.PublishedAsync<SecondChanceDecided>())[3].UpgradeId.ShouldBe(plan.UpgradeId);
    }

    [Fact]
    public async Task an_aborted_backup_comes_again_on_the_head_of_then()
    {
        await using var analyzer = await StartAsync();
        await analyzer.PublishAsync(Outcomes.Aborted(await ReplanLoopTests.PlanAsync(analyzer), AbortStage.Backup, "the backup Job failed"));
        (await ShownAsync(analyzer, "second-chance")).GetProperty("reason").GetString().ShouldBe("the backup Job failed");
        var head = await CommitAsync(analyzer, "4.4.0");
        _time.Advance(TimeSpan.FromHours(1));

        var plan = await PlannedAsync(analyzer, 1);

        (plan.BaseCommit, plan.Images.ShouldHaveSingleItem().From).ShouldBe((head, "4.4.0"));
    }

    [Fact]
    public async Task a_tag_that_the_registry_does_not_have_yet_is_looked_for_again_and_only_for_that_stack()
    {
        await using var analyzer = await StartAsync();
        var analyzed = await analyzer.AnalyzeAsync("shlinkio/shlink", "4.4.2");
        analyzed.Skipped.Select(s => s.Reason).ShouldAllBe(r => r == SkipReason.TagNotInRegistry);
        await CommitAsync(analyzer, "4.4.1", "stacks/other/main.tf", "4.4.2");
        await Eventually.TrueAsync(async () => (await ListAsync(analyzer)).Count == 2, "both stacks' chances");
        _time.Advance(TimeSpan.FromHours(1));
        await Eventually.TrueAsync(async () => (await ListAsync(analyzer)) is [var only] && only.GetProperty("attempt").GetInt32() == 2, "the second look");
        analyzer.Outside.Registry.AddTag("shlinkio/shlink", "4.4.2");
        _time.Advance(TimeSpan.FromHours(6));

        var plan = await PlannedAsync(analyzer, 2);

        (plan.Stack, plan.UpdateIds.ShouldHaveSingleItem()).ShouldBe(("shlink", analyzed.UpdateId));
        (await ListAsync(analyzer)).ShouldBeEmpty();
        // Of the first look alone: that it still was not there is nobody's news.
        (await analyzer.PublishedAsync<UpgradeSkipped>()).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(FailureCause.Ci)]
    [InlineData(FailureCause.Version)]
    public async Task after_a_failed_rollback_a_person_looks_first(FailureCause cause)
    {
        await using var analyzer = await StartAsync();
        await analyzer.PublishAsync(Outcomes.Stuck(await ReplanLoopTests.PlanAsync(analyzer), cause));
        await analyzer.PublishAsync(Outcomes.Stuck(await ReplanLoopTests.PlanAsync(analyzer, "5.0.2"), FailureCause.Version));

        await ShownAsync(analyzer, "quarantined", "4.4.0");

        (await ListAsync(analyzer)).ShouldAllBe(row => row.GetProperty("state").GetString() == "quarantined");
    }

    [Fact]
    public async Task a_redelivered_outcome_does_not_bring_back_what_was_lifted()
    {
        await using var analyzer = await StartAsync();
        var plan = await ReplanLoopTests.PlanAsync(analyzer);
        await analyzer.PublishAsync(Outcomes.RolledBack(plan, 1, FailureCause.Cluster));
        await ShownAsync(analyzer, "second-chance");

        (await analyzer.OperateAsync(HttpMethod.Delete, "quarantine", Asked)).Status.ShouldBe(204);
        (await analyzer.OperateAsync(HttpMethod.Delete, "quarantine", Asked)).Status.ShouldBe(404);
        await analyzer.PublishAsync(Outcomes.RolledBack(plan, 1, FailureCause.Cluster));
        await analyzer.PublishAsync(Outcomes.RolledBack(plan with { UpgradeId = Guid.NewGuid(), Stack = "behind-it" }, 1, FailureCause.Cluster));

        await Eventually.TrueAsync(async () => (await ListAsync(analyzer)).Count > 0, "the outcome behind it");
        (await ListAsync(analyzer)).ShouldHaveSingleItem().GetProperty("stack").GetString().ShouldBe("behind-it");
    }

    [Fact]
    public async Task a_newer_version_that_is_planned_meanwhile_takes_its_place()
    {
        await using var analyzer = await StartAsync();
        await analyzer.PublishAsync(Outcomes.RolledBack(await ReplanLoopTests.PlanAsync(analyzer), 1, FailureCause.Ci));
        await ShownAsync(analyzer, "second-chance");
        await ReplanLoopTests.PlanAsync(analyzer, "5.0.2");
        _time.Advance(TimeSpan.FromHours(1));

        await Eventually.TrueAsync(async () => (await ListAsync(analyzer)).Count == 0, "the end of the chance");

        (await analyzer.PublishedAsync<UpgradePlanned>()).Where(p => p.Stack == "shlink").Select(p => p.Attempt).ShouldBe([0, 0]);
    }

    [Fact]
    public async Task success_of_the_same_or_a_newer_version_settles_it_at_once()
    {
        await using var analyzer = await StartAsync();
        await analyzer.PublishAsync(Outcomes.RolledBack(await ReplanLoopTests.PlanAsync(analyzer), 1, FailureCause.Ci));
        await ShownAsync(analyzer, "second-chance");

        await analyzer.PublishAsync(Outcomes.Succeeded(await ReplanLoopTests.PlanAsync(analyzer, "5.0.0") with { Stack = "shlink" }));

        await Eventually.TrueAsync(async () => (await ListAsync(analyzer)).Count == 0, "nothing is left to come");
    }

    [Fact]
    public async Task what_somebody_has_done_by_hand_meanwhile_ends_it_without_a_word()
    {
        await using var analyzer = await StartAsync();
        await analyzer.PublishAsync(Outcomes.RolledBack(await ReplanLoopTests.PlanAsync(analyzer), 1, FailureCause.Registry));
        await ShownAsync(analyzer, "second-chance");
        var told = (await analyzer.ToldAsync()).Count;
        await CommitAsync(analyzer, "4.4.1");
        _time.Advance(TimeSpan.FromHours(1));

        await Eventually.TrueAsync(async () => (await ListAsync(analyzer)).Count == 0, "the end of the chance");

        (await analyzer.ToldAsync()).Count.ShouldBe(told);
    }

    [Fact]
    public async Task an_operator_brings_the_next_attempt_forward_and_forces_one_more_after_the_last()
    {
        await using var analyzer = await StartAsync();
        await analyzer.PublishAsync(Outcomes.RolledBack(await ReplanLoopTests.PlanAsync(analyzer), 1, FailureCause.Ci));
        await ShownAsync(analyzer, "second-chance");

        (await analyzer.OperateAsync(HttpMethod.Post, "second-chances/now", Asked)).Status.ShouldBe(204);
        var again = await PlannedAsync(analyzer, 1);
        (await analyzer.OperateAsync(HttpMethod.Post, "second-chances/now", Asked)).Status.ShouldBe(404);
        await analyzer.PublishAsync(Outcomes.RolledBack(again, 1, FailureCause.Version));
        await ShownAsync(analyzer, "quarantined");
        // Ingest counts attempts of its own, and this is its second.
        var forced = await analyzer.AnalyzeAsync("shlinkio/shlink", "4.4.1", m => m with { Attempt = 1, Force = true });

        forced.UpgradeIds.ShouldBe([Identity.Upgrade("infra", "shlink", [(Image, "4.4.1")], 2)]);
    }

    [Fact]
    public async Task an_upgrade_that_the_analyzer_has_forgotten_comes_again_by_what_its_end_says()
    {
        await using var analyzer = await StartAsync();
        var plan = await ReplanLoopTests.PlanAsync(analyzer);
        await analyzer.PublishAsync(Outcomes.RolledBack(plan with { UpgradeId = Guid.NewGuid() }, 1, FailureCause.Unknown));
        await ShownAsync(analyzer, "second-chance");
        _time.Advance(TimeSpan.FromHours(1));

        (await PlannedAsync(analyzer, 1)).Images.ShouldHaveSingleItem().To.ShouldBe("4.4.1");
    }

    [Fact]
    public async Task charts_are_quarantined_and_come_again_too()
    {
        const string grafana = "https://grafana.github.io/helm-charts/grafana";
        await using var analyzer = await AnalyzerHost.StartOnAsync(
            await DatabaseAsync(), _time, world => world.Charts.AddChart("/helm-charts", "grafana", new ChartSpec("8.6.1"), new ChartSpec("8.5.1")),
            ("stacks/monitoring/main.tf", Decisions.ChartDecisionTests.Release("g", "version = \"8.5.1\"")));
        await analyzer.PublishAsync(ChartRolledBack("8.6.0", FailureCause.Version));
        await analyzer.PublishAsync(ChartRolledBack("8.6.1", FailureCause.Cluster));
        await analyzer.PublishAsync(ChartRolledBack("8.6.0", FailureCause.Cluster));
        (await ShownAsync(analyzer, "quarantined")).GetProperty("image").GetString().ShouldBe(grafana);
        await Eventually.TrueAsync(async () => (await ListAsync(analyzer)).Count == 3, "both second chances");
        _time.Advance(TimeSpan.FromHours(1));

        var plan = await Eventually.GetAsync(async () => await analyzer.PublishedAsync<UpgradePlanned>() is [var only, ..] ? only : null, "the chart's second chance");
        await Eventually.TrueAsync(async () => (await ListAsync(analyzer)).Count == 1, "the end of the quarantined one's");

        (plan.Stack, plan.Attempt, plan.Charts.ShouldHaveSingleItem().To).ShouldBe(("monitoring", 1, "8.6.1"));
        (await analyzer.PublishedAsync<UpgradePlanned>()).Count.ShouldBe(1);
        (await analyzer.OperateAsync(HttpMethod.Delete, "quarantine", $$"""{"stack":"monitoring","image":"{{grafana}}","version":"8.6.0"}""")).Status.ShouldBe(204);
    }

    private static UpgradeRolledBack ChartRolledBack(string failed, FailureCause cause) => new()
    {
        UpgradeId = Guid.NewGuid(),
        Stack = "monitoring",
        Step = 1,
        Cause = cause,
        Reason = "not ready",
        Images = [],
        Charts = [new ChartChange { Release = "g", Chart = "grafana", Repository = "https://grafana.github.io/helm-charts/", From = failed, To = "8.5.1" }],
        FailedVersion = failed,
        RunningVersion = "8.5.1",
        UndoCommit = "0123456789012345678901234567890123456789",
        DatabaseRestored = false,
        Checks = [],
    };

    private async Task<AnalyzerHost> StartAsync() => await AnalyzerHost.StartOnAsync(await DatabaseAsync(), _time, PlanLoopTests.FurnishShlink, Shlinks);

    private static async Task<IReadOnlyList<JsonElement>> ListAsync(AnalyzerHost analyzer) => [.. (await analyzer.OperateAsync(HttpMethod.Get, "quarantine")).Body.EnumerateArray()];

    private static async Task<JsonElement> ShownAsync(AnalyzerHost analyzer, string state, string? version = null)
    {
        JsonElement found = default;
        await Eventually.TrueAsync(
            async () =>
            {
                found = (await ListAsync(analyzer)).FirstOrDefault(
                    r => r.GetProperty("state").GetString() == state && (version is null || r.GetProperty("version").GetString() == version));
                return found.ValueKind == JsonValueKind.Object;
            },
            $"{state} {version}");
        return found;
    }

    private static Task<UpgradePlanned> PlannedAsync(AnalyzerHost analyzer, int attempt) => Eventually.GetAsync(
        async () => (await analyzer.PublishedAsync<UpgradePlanned>()).FirstOrDefault(p => p.Stack == "shlink" && p.Attempt == attempt), $"attempt {attempt}");

    private static Task<string> CommitAsync(AnalyzerHost analyzer, string version, string? otherFile = null, string? otherVersion = null)
    {
        var files = new Dictionary<string, string?> { [File] = Infra.Deployment("shlink", $"\"shlinkio/shlink:{version}\"") };
        if (otherFile is not null)
        {
            files[otherFile] = Infra.Deployment("other", $"\"shlinkio/shlink:{otherVersion}\"");
        }

        return analyzer.Git.Server.CommitAsync("infra", files, "by hand");
    }
}

public sealed class SecondChanceLoopTests() : SecondChanceScenarios(null);

[Trait("Length", "long")]
public sealed class SecondChanceLoopOnPostgresTests(PostgresServer postgres) : SecondChanceScenarios(postgres);
