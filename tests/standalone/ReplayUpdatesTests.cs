using System.Text.Json;
using Upgrades.Standalone.Commands;
using Upgrades.Tests.Pipeline;

namespace Upgrades.Tests.Standalone;

/// <summary>Updates in bulk, as somebody types it, to the services as they are.</summary>
public sealed class ReplayUpdatesTests(RabbitMqServer broker) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task a_bulk_run_is_shown_before_followed_to_its_outcomes_and_told_in_a_table()
    {
        await using var pipeline = await PipelineWorld.StartAsync([Fixtures.Web(), Fixtures.WithDatabase(), Fixtures.Web("broken")]);
        pipeline.World.Break("broken");
        var file = Lines(pipeline, "web", "shop", "broken");
        await File.AppendAllTextAsync(file, """{"image":"ghcr.io/example/nowhere","tag":"1.0.0"}""" + "\n");

        var dry = Run(pipeline, null, "--file", file, "--repo", Repository(pipeline), "--order", "name", "--limit", "2", "--dry-run");
        var no = Run(pipeline, "n\n", "--file", file);
        var nobody = Run(pipeline, null, "--file", file);
        (await pipeline.EventsAsync()).ShouldBeEmpty();
        var run = Run(pipeline, "y\n", "--file", file, "--order", "age");

        dry.Code.ShouldBe(0, dry.Error);
        Words(dry.Output).ShouldContain("broken ghcr.io/example/broken 1.0.0 1.1.0 Safe shop ghcr.io/example/shop 1.0.0 1.1.0 Safe", Case.Sensitive, dry.Output);
        dry.Output.ShouldContain("not-in-repository");
        (no.Code, no.Error).ShouldBe((3, "Send 4 updates? [y/N] "));
        (nobody.Code, nobody.Error).ShouldBe((2, "Send 4 updates? Nobody can be asked here: --yes sends without asking, --dry-run only shows.\n"));
        run.Code.ShouldBe(1);
        run.Output.ShouldContain("4 sent: 4 accepted\n");
        run.Output.ShouldContain("2026-01-01");
        Words(run.Output).ShouldSatisfyAllConditions(
            w => w.ShouldContain("web 1.0.0 1.1.0 Safe succeeded", Case.Sensitive, run.Output),
            w => w.ShouldContain("shop 1.0.0 1.1.0 Safe succeeded yes"),
            w => w.ShouldContain("broken 1.0.0 1.1.0 Safe rolled back"),
            w => w.ShouldContain("ghcr.io/example/nowhere 1.0.0 not-in-repository"));
        run.Output.ShouldEndWith("2 succeeded, 1 rolled back, 1 not upgraded\n");
        foreach (var output in (string[])[dry.Output, run.Output])
        {
            output.Split('\n').ShouldAllBe(line => line.Length <= TextWidth.Columns);
        }

        // What runs already is left alone, and that is a good end.
        var again = Run(pipeline, null, "--yes", "--json", "--image", pipeline.Service("web").Image, "--tag", "1.1.0");
        again.Code.ShouldBe(0, again.Error);
        again.Json.GetProperty("nothing")[0].GetProperty("reason").GetString().ShouldBe("already-current");
    }

    [Trait("Length", "long")]
    [Fact]
    public async Task over_the_limit_updates_are_held_and_not_waited_for_and_an_interrupted_run_is_followed_again()
    {
        await using var pipeline = await PipelineWorld.StartAsync([Fixtures.Web(), Fixtures.Web("second")], ("Ingest:Limit", "1"));
        await pipeline.OperateAsync("pause");
        var file = Lines(pipeline, "web", "second");

        using var stop = new CancellationTokenSource();
        var interrupted = Task.Run(() => CommandRun.Sending(new Dictionary<string, string?>(), At(pipeline), null, ["replay", "--file", file, "--yes"], stop.Token));
        await pipeline.EventAsync<Upgrades.Contracts.Events.UpgradePlanned>();
        await stop.CancelAsync();
        var stopped = await interrupted;
        await pipeline.OperateAsync("resume");
        var followed = Run(pipeline, null, "--file", file, "--yes");

        stopped.Code.ShouldBe(130);
        stopped.Output.ShouldContain("2 sent: 1 accepted, 1 held\n");
        stopped.Error.ShouldContain("Nobody waits any longer; the services go on.");
        followed.Code.ShouldBe(0, followed.Error);
        followed.Output.ShouldContain("2 sent: 1 duplicate, 1 held\n");
        followed.Output.ShouldEndWith("1 succeeded, 1 not upgraded\n");
        (await pipeline.SubjectsAsync()).ShouldContain("upgrade: web 1.0.0 -> 1.1.0");
    }

    [Fact]
    public void nothing_is_sent_when_a_line_is_wrong()
    {
        var file = Path.Combine(_folder.Path, "updates.jsonl");
        File.WriteAllText(file, "{\"image\":\"nginx\",\"tag\":\"1.27.1\"}\n{\"image\":\"nginx\"}\n\nnonsense\n");

        var run = CommandRun.Sending(new Dictionary<string, string?>(), Nowhere, null, ["replay", "--file", file, "--yes"]);

        run.Code.ShouldBe(2);
        run.Error.ShouldContain($"{file}, line 2: is no update: ");
        run.Error.ShouldContain($"{file}, line 4: is no JSON: byte ");
        run.Error.ShouldEndWith("Nothing was sent.\n");
    }

    [Theory]
    [InlineData("What shall be sent?")]
    [InlineData("What shall be sent?", "--outdated", "--image", "nginx", "--tag", "1.27.1")]
    [InlineData("--image and --tag go together", "--image", "nginx")]
    [InlineData("--tag", "--image", "nginx", "--tag", "1 27")]
    [InlineData("there is no such file", "--file", "/nowhere/updates.jsonl")]
    [InlineData("--order risk needs plans", "--image", "nginx", "--tag", "1.27.1", "--order", "risk")]
    [InlineData("--order size: risk, age or name", "--image", "nginx", "--tag", "1.27.1", "--order", "size")]
    [InlineData("--limit must be 1 or more", "--image", "nginx", "--tag", "1.27.1", "--limit", "0")]
    [InlineData("Which broker?", "--image", "nginx", "--tag", "1.27.1", "--bus")]
    [InlineData("Either --json or --markdown", "--image", "nginx", "--tag", "1.27.1", "--json", "--markdown")]
    [InlineData("--from-error takes", "--from-error", "executor.upgrade-planned", "--dry-run", "--bus", "amqp://127.0.0.1:1")]
    [InlineData("--list goes with --from-error", "--image", "nginx", "--tag", "1.27.1", "--list")]
    public void wrong_usage_is_told_before_anything_is_sent(string expected, params string[] arguments)
    {
        var run = CommandRun.Sending(new Dictionary<string, string?>(), Nowhere, null, ["replay", .. arguments, "--yes"]);

        run.Code.ShouldBe(2);
        (run.Error + run.Output).ShouldContain(expected);
    }

    [Fact]
    public void who_cannot_follow_does_not_begin()
    {
        var run = CommandRun.Sending(new Dictionary<string, string?>(), new Dictionary<string, string> { ["UPGRADES_INGEST_URL"] = "http://127.0.0.1:1", ["UPGRADES_TOKEN"] = "token" }, null,
            ["replay", "--image", "nginx", "--tag", "1.27.1", "--yes"]);

        (run.Code, run.Error).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(2), r => r.Error.ShouldStartWith("Where is the notifier?"));
    }

    [Fact]
    public async Task a_virtual_host_that_no_service_knows_takes_no_update()
    {
        var host = await broker.CreateVirtualHostAsync();

        var run = CommandRun.Sending(new Dictionary<string, string?>(), Nowhere, null, ["replay", "--image", "nginx", "--tag", "1.27.1", "--yes", "--no-wait", "--bus", $"{host.Amqp}"]);

        run.Code.ShouldBe(1);
        run.Error.ShouldContain("docker.io/library/nginx:1.27.1 was not taken: there is no exchange update-detected; no service has ever been connected to this virtual host");
        await host.DeleteAsync();
    }

    [Trait("Length", "long")]
    [Fact]
    public async Task over_the_broker_they_pass_by_the_limit_and_what_was_replayed_before_is_answered_by_what_became_of_it()
    {
        var host = await broker.CreateVirtualHostAsync();
        await using (var pipeline = await PipelineWorld.StartAsync([Fixtures.Web(), Fixtures.Web("second")], ("Bus:Url", $"{host.Amqp}"), ("Ingest:Limit", "1")))
        {
            // A process with ingest in it is ready while the broker is away.
            await Eventually.TrueAsync(async () => await BindingsAsync(host) is var bound && bound.Contains("analyzer.update-detected", StringComparison.Ordinal) && bound.Contains("notifier.update-detected", StringComparison.Ordinal), "the queues are bound");
            var file = Lines(pipeline, "web", "second");

            var run = Run(pipeline, "y\n", "--file", file, "--bus", $"{host.Amqp}", "--markdown");
            var again = Run(pipeline, null, "--yes", "--file", file, "--bus", $"{host.Amqp}", "--json");

            run.Code.ShouldBe(0, run.Error);
            run.Error.ShouldContain("Send 2 updates over the broker, past ingest's filters and limit? [y/N] ");
            run.Output.ShouldStartWith("| service | from | to | risk | outcome | backup | minutes |\n");
            run.Output.ShouldEndWith("2 succeeded\n");
            again.Json.GetProperty("succeeded").GetInt32().ShouldBe(2);
            (await pipeline.SubjectsAsync()).Count.ShouldBe(2);
        }

        await host.DeleteAsync();
    }

    private static async Task<string> BindingsAsync(VirtualHost host)
    {
        using var answer = await host.Management.GetAsync(new Uri($"exchanges/{host.Name}/update-detected/bindings/source", UriKind.Relative));
        return await answer.Content.ReadAsStringAsync();
    }

    private static Dictionary<string, string> Nowhere => new() { ["UPGRADES_URL"] = "http://127.0.0.1:1", ["UPGRADES_TOKEN"] = "token" };

    private static Dictionary<string, string> At(PipelineWorld pipeline) =>
        new() { ["UPGRADES_URL"] = pipeline.App!.Urls.Single(), ["UPGRADES_TOKEN"] = PipelineWorld.OperatorToken };

    private static CommandRun Run(PipelineWorld pipeline, string? answer, params string[] arguments) => CommandRun.Sending(
        pipeline.World.Settings.ToDictionary(s => s.Key, s => (string?)s.Value), At(pipeline), answer, ["replay", .. arguments]);

    private static string Repository(PipelineWorld pipeline) => pipeline.World.Git.Folder(Upgrades.Sandbox.World.SmallWorld.Repository);

    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private string Lines(PipelineWorld pipeline, params string[] stacks)
    {
        var file = Path.Combine(_folder.Path, "updates.jsonl");
        File.WriteAllLines(file, stacks.Select(s => JsonSerializer.Serialize(new { image = pipeline.Service(s).Image, tag = pipeline.Service(s).To })));
        return file;
    }
}
