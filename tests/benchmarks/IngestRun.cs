using System.Diagnostics;
using System.Text.Json;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Hosting.State;
using Upgrades.Ingest;
using Upgrades.Sandbox.Servers;

namespace Upgrades.Benchmarks;

/// <summary>
/// DIUN does not send again, so its webhooks must be stored however many come at once: 500 in 5 seconds; as fast as they are taken,
/// against what the store itself commits one by one; and a hundred thousand of them, in memory that does not grow.
/// </summary>
internal static class IngestRun
{
    private const int Senders = 64;
    private const int NoLimit = 100_000;

    public static async Task<int> RunAsync()
    {
        await using var broker = await LocalRabbitMq.StartAsync();
        var fast = await BurstAsync(broker.Amqp);
        await FullSpeedAsync(broker.Amqp);
        var flat = await MemoryAsync(broker.Amqp);
        return fast && flat ? 0 : 1;
    }

    /// <summary>One every 10 ms, whether or not the one before has its answer; the time counts from when it should have been sent.</summary>
    private static async Task<bool> BurstAsync(Uri broker)
    {
        const int Webhooks = 500;
        var pause = TimeSpan.FromMilliseconds(10);
        await using var ingest = await IngestUnderLoad.StartAsync(broker, NoLimit);
        var started = Stopwatch.GetTimestamp();
        List<Task<double>> answers = [];
        for (var i = 0; i < Webhooks; i++)
        {
            var early = i * pause - Stopwatch.GetElapsedTime(started);
            if (early > TimeSpan.Zero)
            {
                await Task.Delay(early, TimeProvider.System);
            }

            var late = Math.Max(0, -early.TotalMilliseconds);
            answers.Add(AnswerAsync(ingest, i, late));
        }

        var milliseconds = (await Task.WhenAll(answers)).Order().ToList();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var stored = await ingest.CountAsync("updates", "state = 'open'");
        var (p50, p99) = (milliseconds[Webhooks / 2], milliseconds[Webhooks * 99 / 100]);
        Console.WriteLine(FormattableString.Invariant(
            $"{Webhooks} webhooks in {seconds:0.00} s: {stored} stored, p50 {p50:0.0} ms, p99 {p99:0.0} ms, longest {milliseconds[^1]:0.0} ms"));
        return stored == Webhooks && p99 < 1000;
    }

    private static async Task<double> AnswerAsync(IngestUnderLoad ingest, int number, double late) =>
        late + await ingest.SendAsync($"registry.example/team/service-{number}", "1.0.0");

    private static async Task FullSpeedAsync(Uri broker)
    {
        const int Webhooks = 5000;
        await using var ingest = await IngestUnderLoad.StartAsync(broker, NoLimit);
        await ingest.SendAllAsync(NoLimit, NoLimit + 500, Senders);
        var store = await CommitRateAsync(1000);
        var accepted = await ingest.SendAllAsync(0, Webhooks, Senders);
        store = (store + await CommitRateAsync(1000)) / 2;
        var stored = await ingest.CountAsync("updates", "state = 'open'") - 500;
        Console.WriteLine(FormattableString.Invariant(
            $"{Webhooks} webhooks by {Senders} senders: {stored} stored, {accepted:0} accepted per second; the store alone commits {store:0} such updates per second, one by one; ratio {accepted / store:0.00}"));
    }

    /// <summary>The same row and event by the same store with one writer, before and after the run: what it would do without batches and HTTP.</summary>
    private static async Task<double> CommitRateAsync(int commits)
    {
        var folder = Directory.CreateTempSubdirectory("upgrades-benchmark-").FullName;
        var store = StateStore.Open("ingest", new StateOptions { Folder = folder }, UpdateRows.Schema, TimeProvider.System);
        var rows = new UpdateRows(store);
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < commits; i++)
        {
            var message = new UpdateDetected
            {
                Image = $"registry.example/team/service-{i}",
                Tag = "1.0.0",
                UpdateId = Guid.NewGuid(),
                Namespace = "service",
                Workload = "service-5d8",
                Container = "service",
                Digest = "sha256:0fb0a3ee6ea2c17aba9cac1d8d1cd4f5b5e3f2e1d0c9b8a7968574635241302f",
                Source = "diun",
                Status = "new",
                DetectedAt = TimeProvider.System.GetUtcNow(),
            };
            var row = new UpdateRow
            {
                Id = message.UpdateId.ToString()!,
                Image = message.Image,
                Tag = message.Tag,
                Digest = message.Digest,
                State = "open",
                Reason = "",
                ReceivedAt = i,
                AdmittedAt = i,
                DueAt = i,
                Message = JsonSerializer.Serialize(message, EventJson.Options),
            };
            await rows.WriteAsync(
                t =>
                {
                    t.Publish(message);
                    return UpdateRows.InsertAsync(t, row, takesSlot: true);
                },
                CancellationToken.None);
        }

        var rate = commits / Stopwatch.GetElapsedTime(started).TotalSeconds;
        await store.DisposeAsync();
        Directory.Delete(folder, recursive: true);
        return rate;
    }

    private static async Task<bool> MemoryAsync(Uri broker)
    {
        await using var ingest = await IngestUnderLoad.StartAsync(broker, limit: 5);
        List<double> resident = [];
        var sent = 0;
        foreach (var until in (int[])[10_000, 50_000, 100_000])
        {
            var rate = await ingest.SendAllAsync(sent, until, Senders);
            sent = until;
            resident.Add(await ingest.ResidentAsync());
            var held = await ingest.CountAsync("updates", "state = 'held'");
            var unsent = await ingest.CountAsync("outbox", "sent_at is null");
            Console.WriteLine(FormattableString.Invariant(
                $"{until} webhooks: {held} held, {resident[^1]:0} MiB resident, {rate:0} per second since the line before, {unsent} events not yet on the bus"));
        }

        // The garbage collector breathes; what grows with the number of updates would be ten times as much.
        var flat = resident[^1] < 1.25 * resident[0];
        Console.WriteLine(FormattableString.Invariant($"memory at 100000 over memory at 10000: {resident[^1] / resident[0]:0.00}{(flat ? "" : ", which is not flat")}"));
        return flat;
    }
}
