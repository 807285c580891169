using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Data.Sqlite;
using Upgrades.Contracts.Events;

namespace Upgrades.Tests.Ingest;

/// <summary>The store is slow: somebody else holds its write lock.</summary>
public sealed class BackPressureTests : IDisposable
{
    private const int Waiting = 5;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task when_too_many_wait_the_next_are_told_to_come_again_and_none_that_waits_is_lost()
    {
        await using var ingest = await StartAsync();
        var refusedBefore = await ingest.MetricAsync("""upgrades_webhooks_refused_total{reason="busy"}""");
        List<Task<HttpResponseMessage>> senders;
        HttpResponseMessage[] refused;
        await using (await HoldStoreAsync())
        {
            senders = [.. Enumerable.Range(0, 30).Select(i => SendAsync(ingest, i, CancellationToken.None))];

            // One transaction's worth is at the store, as many again wait; all others have their answer while the store still stands.
            await Eventually.TrueAsync(() => Task.FromResult(senders.Count(s => s.IsCompleted) >= 30 - 2 * Waiting), "the refusals");
            refused = await Task.WhenAll(senders.Where(s => s.IsCompleted));
            (await ingest.Http.GetAsync(new Uri("/health/live", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await ingest.Http.GetAsync(new Uri("/health/ready", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await ingest.MetricAsync("""upgrades_webhooks_refused_total{reason="busy"}""") - refusedBefore).ShouldBeGreaterThanOrEqualTo(refused.Length);
        }

        refused.ShouldAllBe(r => r.StatusCode == HttpStatusCode.ServiceUnavailable && r.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        var answers = await Task.WhenAll(senders);
        answers.ShouldAllBe(r => r.StatusCode == HttpStatusCode.Accepted || r.StatusCode == HttpStatusCode.ServiceUnavailable);
        var stored = answers.Count(r => r.StatusCode == HttpStatusCode.Accepted);
        stored.ShouldBeInRange(Waiting, 2 * Waiting);
        (await ingest.PublishedAsync<UpdateDetected>()).Count.ShouldBe(stored);
    }

    [Fact]
    public async Task who_hangs_up_while_he_waits_has_still_said_it()
    {
        await using var ingest = await StartAsync();
        using var patience = new CancellationTokenSource();
        await using (await HoldStoreAsync())
        {
            var sender = SendAsync(ingest, 1, patience.Token);
            await Eventually.TrueAsync(async () => await ingest.MetricAsync("upgrades_webhooks_waiting") > 0, "the webhook's wait");
            await patience.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => sender);
        }

        await Eventually.TrueAsync(async () => (await ingest.PublishedAsync<UpdateDetected>()).Count == 1, "the update");
    }

    private Task<IngestHost> StartAsync() =>
        IngestHost.StartAsync(_folder.Path, settings: new Dictionary<string, string?> { ["Ingest:MaxWaiting"] = $"{Waiting}" });

    /// <summary>A transaction of another program on the same file; it ends when disposed.</summary>
    private async Task<SqliteConnection> HoldStoreAsync()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(_folder.Path, "ingest.db"), Pooling = false }.ToString());
        await connection.OpenAsync();
        var command = connection.CreateCommand();
        command.CommandText = "begin immediate";
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    private static async Task<HttpResponseMessage> SendAsync(IngestHost ingest, int number, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/diun");
        request.Content = new StringContent($$"""{"status":"new","image":"a/number-{{number}}:1.0"}""", Encoding.UTF8);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", IngestHost.Secret);
        return await ingest.Http.SendAsync(request, cancellationToken);
    }
}
