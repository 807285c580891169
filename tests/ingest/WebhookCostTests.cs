using Upgrades.Hosting.State;
using Upgrades.Ingest;

namespace Upgrades.Tests.Ingest;

/// <summary>A hundred thousand held updates must cost the next webhook nothing: what SQLite means to do for each of its questions.</summary>
public sealed class WebhookCostTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task nothing_a_webhook_asks_reads_a_whole_table()
    {
        await using var store = StateStore.Open("ingest", new StateOptions { Folder = _folder.Path }, UpdateRows.Schema, TimeProvider.System);
        List<string> searches = [];
        var arguments = new { image = "a", tag = "1", digest = (string?)null, shape = "#", limit = 1, from = 0L, skip = 4 };
        foreach (var sql in UpdateRows.AskedPerWebhook)
        {
            var plan = (await store.WriteAsync(t => t.QueryAsync<PlanStep>("explain query plan " + sql, arguments), CancellationToken.None)).ToList();
            searches.AddRange(plan.Select(step => step.Detail).Where(detail => detail.StartsWith("SEARCH updates", StringComparison.Ordinal)));
            plan.ShouldAllBe(step => !step.Detail.StartsWith("SCAN updates", StringComparison.Ordinal) && !step.Detail.Contains("TEMP B-TREE"));
        }

        searches.Count.ShouldBe(UpdateRows.AskedPerWebhook.Count);
        searches.ShouldContain(detail => detail.Contains("(image=? AND shape=?)", StringComparison.Ordinal));
    }

    private sealed record PlanStep
    {
        public string Detail { get; init; } = "";
    }
}
