using System.Diagnostics;
using System.Text.Json;
using Upgrades.Sandbox.Charts;
using Upgrades.Sandbox.GitHub;
using Upgrades.Tests.Analyzer;
using Upgrades.Tests.Terraform;

namespace Upgrades.Tests.Standalone;

public sealed class PlanCommandTests : IDisposable
{
    private const string Digest = "sha256:0000000000000000000000000000000000000000000000000000000000000000";
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Golden => [.. GoldenCase.Names.Where(n => GoldenCase.Read(n) is { Refusal: null, Image: not null })];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Golden))]
    public void the_edited_lines_are_those_of_the_golden_case(string name)
    {
        var wanted = GoldenCase.Read(name);
        var run = CommandRun.Of(
            ["plan", "--offline", "--json", "--repo", Original(name), "--image", wanted.Image!, "--tag", wanted.To, .. wanted.Digest is { } digest ? (string[])["--digest", digest] : []]);
        if (run.Code == 3)
        {
            run.Json.GetProperty("skipped")[0].GetProperty("reason").GetString().ShouldBeOneOf("forbidden-image", "not-comparable", "would-downgrade", "unresolved", "unpinned");
            return;
        }

        var upgrade = run.Json.GetProperty("upgrades").EnumerateArray().Single(u => u.GetProperty("stack").GetString() == wanted.Stack);
        var froms = upgrade.GetProperty("images").EnumerateArray().Where(i => i.GetProperty("image").GetString() == wanted.Image).Select(i => i.GetProperty("from").GetString());
        if (froms.Distinct().ToList() is [var only] && only == wanted.From)
        {
            foreach (var (expected, original) in GoldenCase.Files(name, "expected").Zip(GoldenCase.Files(name, "original")))
            {
                Edited(original.Path, original.Text, upgrade).ShouldBe(expected.Text);
            }
        }
    }

    [Fact]
    public void a_plan_for_people_ends_with_a_diff_and_changes_nothing()
    {
        Write("stacks/app/main.tf", Infra.Deployment("app", "\"nginx:1.27.0\""));

        var run = Plan("--image", "nginx", "--tag", "1.27.1", "--offline");

        run.Code.ShouldBe(0);
        run.Error.ShouldBeEmpty();
        run.Output.ShouldContain("docker.io/library/nginx 1.27.0 -> 1.27.1");
        run.Output.ShouldContain("planned offline: no other system was asked");
        run.Output.ShouldContain(
            "--- a/stacks/app/main.tf\n+++ b/stacks/app/main.tf\n@@ -9,7 +9,7 @@\n       spec {\n         container {\n           name  = \"c0\"\n-          image = \"nginx:1.27.0\"\n+          image = \"nginx:1.27.1\"\n");
        run.Output.ShouldNotContain('\u001b');
        File.ReadAllText(Path.Combine(_folder.Path, "stacks/app/main.tf")).ShouldContain("nginx:1.27.0");
    }

    [Theory]
    [InlineData("\n", "\n")]
    [InlineData("\r\n", "\r\n")]
    [InlineData("\n", "")]
    public async Task a_diff_that_is_piped_elsewhere_is_one_that_git_applies(string lineEnd, string atTheEnd)
    {
        var text = (Infra.Deployment("app", "\"nginx:1.27.0\"", "\"nginx:1.27.0\"", "\"o/x:1\"") + Infra.Deployment("b", "\"nginx:1.27.0\"") + "locals { x = 1 }").ReplaceLineEndings(lineEnd) + atTheEnd;
        Write("stacks/app/main.tf", text);
        var patch = Path.Combine(_folder.Path, "plan.txt");
        await File.WriteAllTextAsync(patch, Plan("--image", "nginx", "--tag", "1.27.1", "--offline").Output);

        using var git = Process.Start(new ProcessStartInfo("git", ["apply", "plan.txt"]) { WorkingDirectory = _folder.Path })!;
        await git.WaitForExitAsync();

        git.ExitCode.ShouldBe(0);
        File.ReadAllText(Path.Combine(_folder.Path, "stacks/app/main.tf")).ShouldBe(text.Replace("1.27.0", "1.27.1", StringComparison.Ordinal));
    }

    [Fact]
    public void json_has_these_keys()
    {
        Write("stacks/app/main.tf", Infra.Deployment("app", "\"nginx:1.27.0\""));
        Write("stacks/web/main.tf", Infra.Deployment("web", "\"nginx:1.28.0\""));
        Write("upgrade-config.json", """{"db_backed_services":{"app":{"type":"postgresql","backup_cronjob":"dump","backup_namespace":"dbaas"}},"services":{"app":{"waypoints":["1.27.1"]}}}""");

        var run = Plan("--image", "nginx", "--tag", "1.27.2", "--offline", "--json");

        CommandRun.Keys(run.Json).ShouldBe(["upgrades", "skipped"]);
        var upgrade = run.Json.GetProperty("upgrades").EnumerateArray().Single();
        CommandRun.Keys(upgrade).ShouldBe(["stack", "namespace", "images", "charts", "risk", "steps", "reasons", "backup", "edits",
            "summary", "advisories", "securityFixes", "knownWeaknesses", "configuration", "setAside", "sources", "advice", "rollback"]);
        (upgrade.GetProperty("stack").GetString(), upgrade.GetProperty("namespace").GetString(), upgrade.GetProperty("risk").GetString()).ShouldBe(("app", "app", "Unknown"));
        upgrade.GetProperty("images").ToString().ShouldBe("""[{"image":"docker.io/library/nginx","from":"1.27.0","to":"1.27.2"}]""");
        CommandRun.Keys(upgrade.GetProperty("steps")[0]).ShouldBe(["number", "version", "images", "charts"]);
        CommandRun.Keys(upgrade.GetProperty("backup")).ShouldBe(["engine", "cronJob", "namespace", "shared", "database", "proof"]);
        upgrade.GetProperty("reasons").EnumerateArray().Select(r => r.GetProperty("rule").GetString()).ShouldBe(["no-changelog", "waypoint"]);
        upgrade.GetProperty("edits").ToString().ShouldBe(
            """[{"path":"stacks/app/main.tf","line":12,"before":"          image = \"nginx:1.27.0\"","after":"          image = \"nginx:1.27.2\""}]""");
        run.Json.GetProperty("skipped").ToString().ShouldBe("""[{"stack":"web","reason":"would-downgrade","detail":"1.27.2 is older than 1.28.0"}]""");
    }

    [Fact]
    public async Task notes_of_the_world_outside_make_the_risk_and_the_steps_and_the_edits_are_those_of_the_whole_way()
    {
        await using var world = await OutsideWorld.StartAsync();
        world.Registry.AddImage("o/app", ["1.0.0", "1.1.0", "1.2.0", "2.0.0"]);
        world.GitHub.AddRepository("o/app", [new ReleaseSpec("v1.1.0", "Fixes"), new ReleaseSpec("v1.2.0", "BREAKING: another door"), new ReleaseSpec("v2.0.0", "Fixes")]);
        Write("stacks/app/main.tf", Infra.Deployment("app", "\"o/app:1.0.0\""));

        var run = CommandRun.With(world.Settings, "plan", "--repo", _folder.Path, "--image", "o/app", "--tag", "2.0.0", "--json");

        var upgrade = run.Json.GetProperty("upgrades").EnumerateArray().Single();
        upgrade.GetProperty("risk").GetString().ShouldBe("Caution");
        upgrade.GetProperty("reasons").EnumerateArray().Select(r => r.GetProperty("rule").GetString()).ShouldBe(["major-version", "breaking"]);
        upgrade.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("version").GetString()).ShouldBe(["1.1.0", "1.2.0", "2.0.0"]);
        var edit = upgrade.GetProperty("edits").EnumerateArray().Single();
        (edit.GetProperty("before").GetString()!.Trim(), edit.GetProperty("after").GetString()!.Trim()).ShouldBe(("image = \"o/app:1.0.0\"", "image = \"o/app:2.0.0\""));
    }

    [Fact]
    public async Task a_charts_repository_says_which_versions_there_are_and_what_they_bring()
    {
        await using var world = await OutsideWorld.StartAsync();
        world.Charts.AddChart("/helm-charts", "grafana", new ChartSpec("8.5.1", "11.1.0"), new ChartSpec("8.6.0", "11.2.0", "- kind: removed\n  description: The value auth"), new ChartSpec("8.6.1", "11.2.0", "- A fix"));
        Write("stacks/app/main.tf", Analyzer.Decisions.ChartDecisionTests.Release("g", "version = \"8.5.1\""));
        string[] chart = ["plan", "--repo", _folder.Path, "--chart", "grafana", "--chart-repository", "https://grafana.github.io/helm-charts", "--version"];

        var upgrade = CommandRun.With(world.Settings, [.. chart, "v8.6.1", "--json"]).Json.GetProperty("upgrades").EnumerateArray().Single();

        upgrade.GetProperty("risk").GetString().ShouldBe("Caution");
        upgrade.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("version").GetString()).ShouldBe(["8.6.0", "8.6.1"]);
        CommandRun.With(world.Settings, [.. chart, "8.7.0"]).Output.ShouldContain("has no version 8.7.0; the newest before it is 8.6.1");
    }

    [Fact]
    public void a_world_that_does_not_answer_is_named_with_the_way_around()
    {
        Write("stacks/app/main.tf", Infra.Deployment("app", "\"o/app:1.0.0\""));

        var run = CommandRun.With(
            new Dictionary<string, string?> { ["Registry:Hosts:0:Domain"] = "*", ["Registry:Hosts:0:Url"] = "http://127.0.0.1:1" }, "plan", "--repo", _folder.Path, "--image", "o/app", "--tag", "2.0.0");

        run.Code.ShouldBe(1);
        run.Error.ShouldContain("docker.io cannot be reached");
        run.Error.ShouldContain("--offline");
    }

    [Fact]
    public void a_wrong_setting_is_named_and_does_not_matter_offline()
    {
        Write("stacks/app/main.tf", Infra.Deployment("app", "\"o/app:1.0.0\""));
        var settings = new Dictionary<string, string?> { ["GitHub:Url"] = "ftp://x" };

        var run = CommandRun.With(settings, "plan", "--repo", _folder.Path, "--image", "o/app", "--tag", "2.0.0");

        run.Code.ShouldBe(2);
        run.Error.ShouldContain("UPGRADES__GITHUB__URL");
        CommandRun.With(settings, "plan", "--repo", _folder.Path, "--image", "o/app", "--tag", "2.0.0", "--offline").Code.ShouldBe(0);
    }

    [Fact]
    public void a_chart_moves_by_its_name_and_repository()
    {
        Write("stacks/app/main.tf", "resource \"helm_release\" \"g\" {\r\n  name = \"g\"\r\n  chart = \"grafana\"\r\n  repository = \"https://Grafana.github.io/helm-charts/\"\r\n  version = \"8.5.1\"\r\n}");

        var run = Plan("--chart", "grafana", "--chart-repository", "https://grafana.github.io/helm-charts", "--version", "8.6.0", "--json", "--offline");

        var upgrade = run.Json.GetProperty("upgrades").EnumerateArray().Single();
        upgrade.GetProperty("charts").ToString().ShouldBe("""[{"release":"g","chart":"grafana","from":"8.5.1","to":"8.6.0"}]""");
        upgrade.GetProperty("edits").ToString().ShouldBe("""[{"path":"stacks/app/main.tf","line":5,"before":"  version = \"8.5.1\"","after":"  version = \"8.6.0\""}]""");
        Plan("--chart", "grafana", "--chart-repository", "https://grafana.github.io/helm-charts", "--version", "8.6.0", "--offline").Output
            .ShouldEndWith("-  version = \"8.5.1\"\r\n+  version = \"8.6.0\"\r\n }\n\\ No newline at end of file\n\n");
    }

    [Theory]
    [InlineData("--image nginx --tag 1.27.0", "already-current")]
    [InlineData("--image nginx --tag 1.26.0", "would-downgrade")]
    [InlineData("--image nginx --tag v1.28.0", "not-comparable")]
    [InlineData("--image httpd --tag 2.4.1", "not-in-repository")]
    [InlineData("--image postgres --tag 17.1", "forbidden-image")]
    [InlineData("--chart grafana --chart-repository https://x.example --version 1.2.3", "not-in-repository")]
    public void with_nothing_to_do_the_reason_is_told(string arguments, string reason)
    {
        Write("stacks/app/main.tf", Infra.Deployment("app", "\"nginx:1.27.0\""));

        var run = Plan([.. arguments.Split(' '), "--offline", "--json"]);

        run.Code.ShouldBe(3);
        run.Json.GetProperty("upgrades").GetArrayLength().ShouldBe(0);
        run.Json.GetProperty("skipped")[0].GetProperty("reason").GetString().ShouldBe(reason);
        Plan([.. arguments.Split(' '), "--offline"]).Output.ShouldContain(reason);
    }

    [Theory]
    [InlineData("", "Either --image NAME --tag TAG, or --chart")]
    [InlineData("--image nginx --tag 1.0 --chart x", "Either --image NAME --tag TAG, or --chart")]
    [InlineData("--image nginx", "--image needs --tag")]
    [InlineData("--image Bad/Image --tag 1.0", "--image \"Bad/Image\" ")]
    [InlineData("--image nginx:1.27 --tag 1.28", "names a version")]
    [InlineData("--image nginx --tag ${x}", "--tag \"${x}\" is not an OCI tag")]
    [InlineData("--image nginx --tag 1.28 --digest abc", "--digest \"abc\" is not an OCI digest")]
    [InlineData("--image nginx --tag 1.28 --version 1.2.3", "go with --chart")]
    [InlineData("--chart x --chart-repository https://x.example --version 1.2.3 --digest " + Digest, "go with --image")]
    [InlineData("--chart x --version 1.2.3", "--chart needs --chart-repository")]
    [InlineData("--chart x --chart-repository https://x.example", "--chart needs --version")]
    [InlineData("--chart x --chart-repository charts --version 1.2.3", "--chart-repository \"charts\" is no address")]
    [InlineData("--chart x --chart-repository https://x.example --version latest", "--version \"latest\" is no version")]
    [InlineData("--chart x --chart-repository https://x.example --version 1.2.3\"", "is no version")]
    [InlineData("--chart $x --chart-repository https://x.example --version 1.2.3", "--chart \"$x\" is no name")]
    [InlineData("--image nginx --tag 1.28 --catalog none.json", "--catalog none.json: there is no such file")]
    [InlineData("--image nginx --tag 1.28 --repo /does/not/exist", "--repo /does/not/exist is neither")]
    [InlineData("--image nginx --tag 1.28 more", "more")]
    public void wrong_usage_is_told_apart(string arguments, string error)
    {
        var given = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var run = given.Contains("--repo") ? CommandRun.Of(["plan", "--offline", .. given]) : Plan([.. given, "--offline"]);

        run.Code.ShouldBe(2);
        run.Error.ShouldContain(error);
    }

    [Fact]
    public void nothing_is_planned_on_a_catalog_that_nobody_can_read()
    {
        Write("stacks/app/main.tf", Infra.Deployment("app", "\"nginx:1.27.0\""));
        Write("upgrade-config.json", "{\n  \"services\": \n");

        var run = Plan("--image", "nginx", "--tag", "1.28.0", "--offline");

        (run.Code, run.Output).ShouldBe((2, ""));
        run.Error.ShouldStartWith("upgrade-config.json:");
    }

    private static string Edited(string path, string text, JsonElement upgrade)
    {
        var lines = text.Split('\n');
        foreach (var edit in upgrade.GetProperty("edits").EnumerateArray().Where(e => e.GetProperty("path").GetString() == path))
        {
            var line = edit.GetProperty("line").GetInt32() - 1;
            var ending = lines[line].EndsWith('\r') ? "\r" : "";
            edit.GetProperty("before").GetString().ShouldBe(lines[line].TrimEnd('\r'));
            lines[line] = edit.GetProperty("after").GetString() + ending;
        }

        return string.Join('\n', lines);
    }

    private static string Original(string name) => Path.Combine(AppContext.BaseDirectory, "terraform", "golden", name, "original");

    private CommandRun Plan(params string[] arguments) => CommandRun.Of(["plan", "--repo", _folder.Path, .. arguments]);

    private void Write(string path, string text)
    {
        var file = Path.Combine(_folder.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
