using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Standalone.Processes;
using Upgrades.Tests.Executor;

namespace Upgrades.Tests.Pipeline;

/// <summary>SIGTERM in the middle of things: the process hands back within 10 s, and what it was doing is done once after the next start.</summary>
[Trait("Length", "long")]
public sealed class ShutdownTests(RabbitMqServer broker)
{
    /// <summary>What Kubernetes is told to grant (system clock).</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task in_the_middle_of_a_push()
    {
        await using var served = await ServedPipeline.StartAsync([Fixtures.Web()]);
        var held = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        served.Pipeline.World.Git.Hold.BeforePush = _ =>
        {
            held.TrySetResult();
            return release.Task;
        };
        await served.Pipeline.ReportAsync("web");
        await held.Task;

        await EndAsync(served.Serve);

        await LeasesAreFreeAsync(served.Pipeline, "executor", "upgrades");
        release.SetResult();
        await served.StartAgainAsync();
        (await served.Pipeline.OutcomeAsync("web")).ShouldBeOfType<UpgradeSucceeded>();
        (await served.Pipeline.LogAsync()).Count.ShouldBe(1);
        (await served.OutcomesAsync("web")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task while_the_kubernetes_api_owes_an_answer()
    {
        await using var served = await ServedPipeline.StartAsync([Fixtures.WithDatabase()]);
        var held = new TaskCompletionSource();
        using var release = new ManualResetEventSlim();
        served.Pipeline.World.Cluster.JobCreated += _ =>
        {
            held.TrySetResult();
            release.Wait();
        };
        await served.Pipeline.ReportAsync("shop");
        await held.Task;

        await EndAsync(served.Serve);

        await LeasesAreFreeAsync(served.Pipeline, "executor", "backups");
        release.Set();
        await served.StartAgainAsync();
        (await served.Pipeline.OutcomeAsync("shop")).ShouldBeOfType<UpgradeSucceeded>();
        served.Pipeline.World.Cluster.Jobs.Count.ShouldBe(1);
        (await served.Pipeline.LogAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task while_slack_owes_an_answer()
    {
        await using var served = await ServedPipeline.StartAsync([Fixtures.Web()]);
        var held = new TaskCompletionSource();
        using var release = new ManualResetEventSlim();
        served.Pipeline.World.Slack.Posted += _ =>
        {
            held.TrySetResult();
            release.Wait();
        };
        await served.Pipeline.ReportAsync("web");
        await held.Task;

        await EndAsync(served.Serve);

        await LeasesAreFreeAsync(served.Pipeline, "notifier", "lanes");
        release.Set();
        await served.StartAgainAsync();
        await served.Pipeline.ToldAsync("`web` upgraded");
    }

    [Fact]
    public async Task a_message_that_is_being_consumed_is_back_in_its_queue()
    {
        const string Queue = "executor.upgrade-planned";
        var plan = Plans.Of("web", "1.0.0", "1.1.0") with { PlannedAt = TimeProvider.System.GetUtcNow() };
        var host = await broker.CreateVirtualHostAsync();
        await using var pipeline = await PipelineWorld.StartAsync([Fixtures.Web()], servicesElsewhere: true);
        await using var executor = ServiceProcess.Of("executor", new Dictionary<string, string>(pipeline.ProcessSettings) { ["Bus:Url"] = host.Amqp.ToString() });
        executor.Start();
        await pipeline.UseAsync(executor.Address);
        await Eventually.TrueAsync(async () => (await pipeline.Http.GetAsync(new Uri("/health/ready", UriKind.Relative))).IsSuccessStatusCode, "the executor is ready");

        // Somebody holds the one writer's place, so the consumer cannot come to its end.
        await using (var store = new SqliteConnection($"Data Source={Path.Combine(pipeline.ProcessSettings["State:Folder"], "executor.db")};Pooling=False"))
        {
            await store.OpenAsync();
            await using var holding = store.BeginTransaction(deferred: false);
            await host.PublishByHandAsync("upgrade-planned", JsonSerializer.Serialize(plan, EventJson.Options));
            await Eventually.TrueAsync(async () => (await QueueAsync(host, Queue)).TryGetProperty("messages_unacknowledged", out var held) && held.GetInt32() == 1, "the message is being consumed");

            await EndAsync(executor);
        }

        var message = (JsonElement)await Eventually.GetAsync(() => PeekAsync(host, Queue), "the message is back");
        message.GetProperty("redelivered").GetBoolean().ShouldBeTrue();
        executor.Start();
        (await Eventually.GetAsync(async () => (await host.TakeAsync("verifier.upgrade-started"))?.ToString(), "its consequence")).ShouldContain("web");
        (await host.TakeAsync(Queue + "_error")).ShouldBeNull();
    }

    private static async Task EndAsync(ServiceProcess process)
    {
        process.Terminate();
        await process.ExitAsync().WaitAsync(Grace, TimeProvider.System);
        process.ExitCode.ShouldBe(0, process.LastLines());
    }

    private static async Task LeasesAreFreeAsync(PipelineWorld pipeline, string service, string table)
    {
        await using var store = new SqliteConnection($"Data Source={Path.Combine(pipeline.ProcessSettings["State:Folder"], service + ".db")};Pooling=False");
        (await store.ExecuteScalarAsync<long>($"select count(*) from {table} where due_at is not null")).ShouldBe(1, "the work is still to be done");
        (await store.ExecuteScalarAsync<long>($"select count(*) from {table} where lease_until is not null")).ShouldBe(0);
    }

    private static Task<JsonElement> QueueAsync(VirtualHost host, string queue) => host.Management.GetFromJsonAsync<JsonElement>($"queues/{host.Name}/{queue}");

    private static async Task<object?> PeekAsync(VirtualHost host, string queue)
    {
        var answer = await host.Management.PostAsJsonAsync($"queues/{host.Name}/{queue}/get", new { count = 1, ackmode = "ack_requeue_true", encoding = "auto" });
        return answer.IsSuccessStatusCode && await answer.Content.ReadFromJsonAsync<JsonElement[]>() is [var message, ..] ? message : null;
    }
}
