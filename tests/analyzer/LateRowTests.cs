using Microsoft.Extensions.Time.Testing;
using Upgrades.Contracts.Events;

namespace Upgrades.Tests.Analyzer;

public abstract class LateRowScenarios(PostgresServer? postgres) : StoreScenarios(postgres)
{
    private static readonly (string, string) Shlink = ("stacks/shlink/main.tf", Infra.Deployment("shlink", "\"shlinkio/shlink:4.3.4\""));

    [Fact]
    public async Task an_outage_is_a_late_row_and_no_lost_message()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var analyzer = await AnalyzerHost.StartOnAsync(await DatabaseAsync(), time, PlanLoopTests.FurnishShlink, Shlink);
        analyzer.Outside.Registry.AnswerNext(503, "");

        await analyzer.PublishAsync(new UpdateDetected { Image = "shlinkio/shlink", Tag = "4.4.1" });
        await ErrorAsync(analyzer, "503");
        (await analyzer.ToldAsync()).ShouldBeEmpty();
        time.Advance(TimeSpan.FromMinutes(1));

        await Eventually.TrueAsync(async () => (await analyzer.PublishedAsync<UpgradePlanned>()).Count == 1, "the plan");
    }

    [Fact]
    public async Task a_used_up_budget_makes_the_row_due_when_it_is_full_again()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var analyzer = await AnalyzerHost.StartOnAsync(await DatabaseAsync(), time, PlanLoopTests.FurnishShlink, Shlink);
        analyzer.Outside.GitHub.Used = analyzer.Outside.GitHub.Limit;

        await analyzer.PublishAsync(new UpdateDetected { Image = "shlinkio/shlink", Tag = "4.4.1" });
        var due = (await ErrorAsync(analyzer, "rate limit")).GetProperty("dueAt").GetDateTimeOffset();
        (due - time.GetUtcNow()).ShouldBeInRange(TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(61));
        analyzer.Outside.GitHub.Used = 0;
        time.Advance(TimeSpan.FromMinutes(62));

        await Eventually.TrueAsync(async () => (await analyzer.PublishedAsync<UpgradePlanned>()).Count == 1, "the plan");
    }

    private static Task<System.Text.Json.JsonElement> ErrorAsync(AnalyzerHost analyzer, string expected) => GetRowAsync(analyzer, expected);

    private static async Task<System.Text.Json.JsonElement> GetRowAsync(AnalyzerHost analyzer, string expected)
    {
        System.Text.Json.JsonElement found = default;
        await Eventually.TrueAsync(
            async () =>
            {
                var rows = (await analyzer.OperateAsync(HttpMethod.Get, "plans?state=waiting")).Body.EnumerateArray().ToList();
                return rows.Count == 1 && (found = rows[0]).GetProperty("lastError").GetString()?.Contains(expected, StringComparison.Ordinal) == true;
            },
            "the error in the row");
        return found;
    }
}

public sealed class LateRowTests() : LateRowScenarios(null);

public sealed class LateRowOnPostgresTests(PostgresServer postgres) : LateRowScenarios(postgres);
