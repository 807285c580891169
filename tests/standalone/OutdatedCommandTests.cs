using System.Text.Json;
using Upgrades.Sandbox;
using Upgrades.Sandbox.Charts;
using Upgrades.Standalone.Commands;
using Upgrades.Standalone.Replaying;
using Upgrades.Tests.Analyzer;
using Upgrades.Tests.Ingest;

namespace Upgrades.Tests.Standalone;

/// <summary><c>scan --outdated</c> as it is typed, against registries and chart repositories that answer as they like.</summary>
public sealed class OutdatedCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task what_is_behind_stands_there_with_how_far_and_where_and_each_image_is_asked_about_once()
    {
        await using var world = await OutsideWorld.StartAsync();
        world.Registry.AddImage("library/nginx", ["1.27.0-alpine", "1.29.1", "1.28.0-alpine", "1.28.1-alpine", "1.29.0-rc.1-alpine", "latest"]);
        world.Registry.AddImage("o/app", ["2024.5.6", "3.0.0", "2025.1.0"]);
        world.Registry.AddImage("o/current", ["1.0.0", "1.1.0-beta.1", "sha-0123abc"]);
        world.Registry.AddChart("o/charts/web", new ChartSpec("1.0.0"), new ChartSpec("1.0.1"));
        world.Charts.AddChart("/helm-charts", "grafana", new ChartSpec("8.5.1", "11.1.0"), new ChartSpec("9.0.0", "12.0.0"), new ChartSpec("9.1.0-rc.1", "12.1.0"));
        Write("stacks/a/main.tf", Infra.Deployment("a", "\"nginx:1.27.0-alpine\"", "\"nginx:1.27.0-alpine\"", "\"o/current:1.0.0\"", "\"o/own:1.0.0\""));
        Write("stacks/b/main.tf", Infra.Deployment("b", "\"nginx:1.28.1-alpine\"", "\"o/app:2024.5.6\"", "\"postgres:16.1\"", "\"nginx:latest\"", "\"o/app:${data.x.y}\""));
        Write("stacks/c/main.tf", Chart("grafana", "https://grafana.github.io/helm-charts", "8.5.1") + Chart("web", "oci://registry.example.org/o/charts", "1.0.0"));
        Write("upgrade-config.json", """{"skip_image_patterns":["o/own"]}""");

        var run = Scan(world);

        (run.Code, run.Error).ShouldBe((0, ""));
        Narrow(run);
        run.Output.Split('\n').Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ShouldBe(
        [
            "stack image or chart current newest how far",
            "a nginx 1.27.0-alpine 1.28.1-alpine minor", "stacks/a/main.tf:12 and 1 more",
            "b o/app 2024.5.6 2025.1.0 major", "stacks/b/main.tf:16",
            "c chart grafana (grafana.github.io) 8.5.1 9.0.0 major", "stacks/c/main.tf:5",
            "c chart web (registry.example.org) 1.0.0 1.0.1 patch", "stacks/c/main.tf:11",
            "", "4 of 6 pinned versions are behind", "",
        ], run.Output);
        world.Registry.Requests.Where(r => r.Contains("/tags/list", StringComparison.Ordinal)).Select(r => r.Split('?')[0]).Distinct().Count().ShouldBe(4);
        world.Registry.Requests.Count(r => r.StartsWith("GET /v2/library/nginx/tags/list?n=", StringComparison.Ordinal)).ShouldBeLessThanOrEqualTo(2, "once, and once more with the token");
        world.Charts.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task as_json_and_as_lines_that_replay_takes()
    {
        await using var world = await OutsideWorld.StartAsync();
        world.Registry.AddImage("o/app", ["v1.0.0", "v1.1.0"]);
        world.Registry.AddImage("grafana/grafana", ["11.1.0", "12.0.0"]);
        world.Charts.AddChart("/", "grafana", new ChartSpec("8.5.1", "v11.1.0"), new ChartSpec("9.0.0", "v12.0.0"));
        Write("stacks/a/main.tf", Infra.Deployment("a", "\"o/app:v1.0.0\"") + Chart("grafana", "https://charts.example.org", "8.5.1"));
        Write("stacks/b/main.tf", Infra.Deployment("b", "\"docker.io/o/app:v1.0.0\"") + Chart("other", "https://charts.example.org", "1.0.0"));
        world.Charts.AddChart("/", "other", new ChartSpec("1.0.0", "1.0"), new ChartSpec("2.0.0", "2.0"));
        Write("upgrade-config.json", """{"services":{"a":{"charts":{"grafana/grafana":"grafana"}}}}""");

        var json = Scan(world, "--json").Json;
        var lines = Scan(world, "--jsonl");

        CommandRun.Keys(json).ShouldBe(["pinned", "outdated", "unanswered", "submitted"]);
        var rows = json.GetProperty("outdated").EnumerateArray().ToList();
        rows[0].ToString().ShouldBe(
            """{"stack":"a","image":"docker.io/o/app","chart":null,"current":"v1.0.0","newest":"v1.1.0","distance":"minor","appVersion":null,"where":["stacks/a/main.tf:12"],"update":{"image":"docker.io/o/app","tag":"v1.1.0"}}""");
        rows[1].GetProperty("update").ToString().ShouldBe("""{"image":"docker.io/grafana/grafana","tag":"12.0.0"}""");
        rows[3].GetProperty("update").ValueKind.ShouldBe(JsonValueKind.Null);
        lines.Output.ShouldBe("""
            {"image":"docker.io/o/app","tag":"v1.1.0"}
            {"image":"docker.io/grafana/grafana","tag":"12.0.0"}

            """);
        UpdateLines.Read(lines.Output.Split('\n')).ShouldSatisfyAllConditions(r => r.Mistakes.ShouldBeEmpty(), r => r.Updates.Count.ShouldBe(2));
        Scan(world, "--jsonl", "--stack", "b").Output.ShouldBe("{\"image\":\"docker.io/o/app\",\"tag\":\"v1.1.0\"}\n");
    }

    [Fact]
    public async Task nothing_outdated_has_its_own_exit_code()
    {
        await using var world = await OutsideWorld.StartAsync();
        world.Registry.AddImage("o/app", ["1.0.0"]);
        Write("stacks/a/main.tf", Infra.Deployment("a", "\"o/app:1.0.0\""));

        Scan(world, "--stack", "a").ShouldBe(new CommandRun(3, "0 of 1 pinned versions are behind\n", ""));
    }

    [Theory]
    [InlineData("missing", "docker.io has no tags of o/broken, or does not show them to us")]
    [InlineData("500", "The registry docker.io answered 500")]
    [InlineData("silence", "The registry docker.io did not answer within 0 s")]
    [InlineData("hang up", "The registry docker.io cannot be reached")]
    [InlineData("page", "A registry answered with something that is no list of tags")]
    [InlineData("429", "429")]
    public async Task a_registry_that_fails_is_a_line_with_the_reason_and_spoils_nothing_else(string how, string told)
    {
        await using var world = await OutsideWorld.StartAsync();
        (world.Registry.NeedsToken, world.Settings["Registry:Timeout"]) = (false, "00:00:00.400");
        world.Settings["Analyzer:Parallelism"] = "1";
        world.Charts.AddChart("/", "grafana", new ChartSpec("8.5.1"), new ChartSpec("9.0.0"));
        Write("stacks/a/main.tf", Infra.Deployment("a", "\"o/broken:1.0.0\"") + Chart("grafana", "https://charts.example.org", "8.5.1"));
        if (how != "missing")
        {
            world.Registry.AddImage("o/broken", ["1.0.0", "2.0.0"]);
        }

        switch (how)
        {
            case "500":
                world.Registry.AnswerNext(500, "{}");
                break;
            case "429":
                world.Registry.AnswerNext(429, "{\"errors\":[]}", new Dictionary<string, string> { ["Retry-After"] = "600" });
                break;
            case "page":
                world.Registry.AnswerNext(200, "<html>Log in</html>");
                break;
            case "silence":
                world.Registry.FailNext(AnswerFault.Silence);
                break;
            case "hang up":
                world.Registry.FailNext(AnswerFault.HangUp);
                break;
        }

        var run = Scan(world);

        run.Code.ShouldBe(1);
        run.Error.ShouldStartWith("docker.io/o/broken: ");
        run.Error.ShouldContain(told);
        run.Output.ShouldContain("chart grafana (charts.example.org)");
        run.Output.ShouldEndWith("1 of 2 pinned versions are behind; not asked about: 1\n");
    }

    [Fact]
    public async Task a_registry_that_has_had_enough_is_told_once_and_not_asked_any_more()
    {
        await using var world = await OutsideWorld.StartAsync();
        (world.Registry.NeedsToken, world.Settings["Analyzer:Parallelism"]) = (false, "1");
        world.Registry.AnswerNext(429, "{}", new Dictionary<string, string> { ["Retry-After"] = "600" });
        Write("stacks/a/main.tf", Infra.Deployment("a", [.. Enumerable.Range(0, 5).Select(i => $"\"o/app{i}:1.0.0\"")]));

        var run = Scan(world);

        run.Code.ShouldBe(1);
        run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem()
            .ShouldStartWith("docker.io, 5 of its images (docker.io/o/app0, docker.io/o/app1, docker.io/o/app2, …): ");
        world.Registry.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_password_that_is_refused_is_told_by_its_setting()
    {
        await using var world = await OutsideWorld.StartAsync();
        world.Registry.Credentials = "robot:right";
        (world.Settings["Registry:Hosts:0:Username"], world.Settings["Registry:Hosts:0:Password"]) = ("robot", "wrong");
        world.Registry.AddImage("o/app", ["1.0.0", "2.0.0"]);
        Write("stacks/a/main.tf", Infra.Deployment("a", "\"o/app:1.0.0\""));

        var run = Scan(world);

        run.Code.ShouldBe(1);
        run.Error.ShouldContain("UPGRADES__REGISTRY__HOSTS");
        run.Error.ShouldNotContain("wrong\n");
    }

    [Fact]
    public async Task what_is_submitted_is_filtered_held_and_recognised_as_a_webhook_would_be()
    {
        await using var world = await OutsideWorld.StartAsync();
        await using var ingest = await IngestHost.StartAsync(_folder.Path, limit: 2, settings: new Dictionary<string, string?> { ["Ingest:OwnImages:0"] = "own/*" });
        foreach (var path in (string[])["o/a", "o/b", "o/c", "own/x"])
        {
            world.Registry.AddImage(path, ["1.0.0", "1.1.0"]);
        }

        Write("stacks/a/main.tf", Infra.Deployment("a", "\"o/a:1.0.0\"", "\"o/b:1.0.0\"", "\"o/c:1.0.0\"", "\"own/x:1.0.0\""));
        var at = new Dictionary<string, string> { ["UPGRADES_INGEST_URL"] = ingest.Address.ToString(), ["UPGRADES_TOKEN"] = IngestHost.Token };

        var first = CommandRun.Sending(world.Settings, at, null, ["scan", "--repo", _folder.Path, "--outdated", "--submit"]);
        var second = CommandRun.Sending(world.Settings, at, null, ["scan", "--repo", _folder.Path, "--outdated", "--submit", "--json"]);

        first.Code.ShouldBe(0, first.Error);
        first.Output.ShouldContain("o/c 1.1.0 is held: 2 updates per 6 h are admitted; this one waits\n");
        first.Output.ShouldContain("own/x 1.1.0 is filtered: own image (own/*)\n");
        first.Output.ShouldEndWith("4 submitted: 2 accepted, 1 filtered, 1 held\n");
        Narrow(first);
        second.Json.GetProperty("submitted").EnumerateArray().Select(s => s.GetProperty("outcome").GetString()).ShouldBe(["duplicate", "duplicate", "duplicate", "filtered"]);
        (await ingest.PublishedAsync<Upgrades.Contracts.Events.UpdateDetected>()).Select(u => (u.Image, u.Tag, u.Source)).ShouldBe(
            [("docker.io/o/a", "1.1.0", "reconcile"), ("docker.io/o/b", "1.1.0", "reconcile")]);
    }

    [Fact]
    public async Task for_a_job_nothing_to_submit_is_a_good_end_and_no_ingest_is_none()
    {
        await using var world = await OutsideWorld.StartAsync();
        world.Registry.AddImage("o/app", ["1.0.0"]);
        Write("stacks/a/main.tf", Infra.Deployment("a", "\"o/app:1.0.0\""));
        var at = new Dictionary<string, string> { ["UPGRADES_URL"] = "http://127.0.0.1:1", ["UPGRADES_TOKEN"] = "token" };

        CommandRun.Sending(world.Settings, at, null, ["scan", "--repo", _folder.Path, "--outdated", "--submit"]).Code.ShouldBe(0);
        world.Registry.AddTag("o/app", "1.1.0");
        var run = CommandRun.Sending(world.Settings, at, null, ["scan", "--repo", _folder.Path, "--outdated", "--submit"]);
        (run.Code, run.Error).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(1), r => r.Error.ShouldContain("http://127.0.0.1:1/ (UPGRADES_URL) does not answer"));
    }

    [Theory]
    [InlineData("--submit and --jsonl go with --outdated.", "--submit")]
    [InlineData("--submit and --jsonl go with --outdated.", "--jsonl")]
    [InlineData("--jsonl prints nothing but updates", "--outdated", "--jsonl", "--json")]
    [InlineData("Where is the ingest?", "--outdated", "--submit")]
    [InlineData("there is no such stack", "--outdated", "--stack", "none")]
    public void wrong_usage_is_told(string expected, params string[] arguments)
    {
        var run = CommandRun.Sending(new Dictionary<string, string?>(), new Dictionary<string, string>(), null, ["scan", "--repo", _folder.Path, .. arguments]);

        run.Code.ShouldBe(2);
        (run.Error + run.Output).ShouldContain(expected);
    }

    [Fact]
    public void nobody_knows_what_is_to_be_left_alone_while_the_catalog_cannot_be_read()
    {
        Write("stacks/a/main.tf", Infra.Deployment("a", "\"o/app:1.0.0\""));
        Write("upgrade-config.json", "{ \"services\": ");

        CommandRun.Of("scan", "--repo", _folder.Path, "--outdated").ShouldSatisfyAllConditions(r => r.Code.ShouldBe(2), r => r.Error.ShouldStartWith("upgrade-config.json:2:1: "));
    }

    private static string Chart(string name, string repository, string version) =>
        $"resource \"helm_release\" \"{name}\" {{\n  name = \"{name}\"\n  chart = \"{name}\"\n  repository = \"{repository}\"\n  version = \"{version}\"\n}}\n";

    [Fact]
    public async Task a_line_has_100_columns_however_long_the_names_are()
    {
        await using var world = await OutsideWorld.StartAsync();
        var (name, suffix) = (new string('a', 120), new string('b', 90));
        world.Registry.AddImage($"o/{name}", [$"1.0.0-{suffix}", $"1.1.0-{suffix}"]);
        Write($"stacks/{new string('s', 60)}/main.tf", Infra.Deployment("a", $"\"registry.example.org/o/{name}:1.0.0-{suffix}\""));

        var run = Scan(world);

        Narrow(run);
        string.Concat(run.Output.Split('\n').Select(l => l.Trim())).ShouldContain($"registry.example.org/o/{name}");
    }

    private static void Narrow(CommandRun run) => run.Output.Split('\n').ShouldAllBe(line => line.Length <= TextWidth.Columns);

    private CommandRun Scan(OutsideWorld world, params string[] arguments) => CommandRun.With(world.Settings, ["scan", "--repo", _folder.Path, "--outdated", .. arguments]);

    private void Write(string path, string text)
    {
        var file = Path.Combine(_folder.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
