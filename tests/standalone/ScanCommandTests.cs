using System.Diagnostics;

namespace Upgrades.Tests.Standalone;

public sealed class ScanCommandTests : IDisposable
{
    private const string Grafana = "resource \"helm_release\" \"g\" {\n  name = \"g\"\n  chart = \"grafana\"\n  repository = \"https://grafana.github.io/helm-charts\"\n  version = \"8.5.1\"\n}\n";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void versions_stand_below_their_stack_with_how_they_are_reached_and_where()
    {
        Write("stacks/app/main.tf", Grafana + Pod("\"nginx:${var.v}\"") + "variable \"v\" {\n  default = \"1.27.0\"\n}\n");
        Write("stacks/web/main.tf", Pod("data.x.y"));

        var run = Scan();

        run.Code.ShouldBe(0);
        run.Error.ShouldBeEmpty();
        run.Output.ShouldContain("app (stacks/app)\n");
        Words(run.Output).ShouldContain("chart grafana (g) 8.5.1 pinned literal stacks/app/main.tf:5");
        Words(run.Output).ShouldContain("docker.io/library/nginx 1.27.0 pinned variable stacks/app/main.tf:15");
        Words(run.Output).ShouldContain("unresolved literal stacks/web/main.tf:4");
        run.Output.ShouldEndWith("2 stacks, 2 images, 1 chart: 2 pinned, 1 unresolved; 0 problems\n");
    }

    [Fact]
    public void a_line_has_100_columns_however_long_the_names_are()
    {
        var folder = $"stacks/app/{new string('f', 60)}/{new string('g', 60)}";
        Write($"{folder}/main.tf", Pod($"\"registry.example.org/{new string('a', 120)}:1.0.0-{new string('b', 90)}\"") + Pod("format(\"%s\", data.some.thing.that.is.long)", "r2"));

        var run = Scan();

        run.Output.Split('\n').ShouldAllBe(line => line.Length <= 100);
        string.Concat(run.Output.Split('\n').Select(l => l.Trim())).ShouldContain($"{folder}/main.tf:4");
    }

    [Fact]
    public void json_has_these_keys_and_null_where_there_is_nothing()
    {
        Write("stacks/app/main.tf", Grafana + Pod("\"nginx:1.27.0\"") + Pod("data.x.y", "r2"));
        Write("stacks/bad/main.tf", "a = \"\n");

        var run = Scan("--json");

        run.Code.ShouldBe(1);
        CommandRun.Keys(run.Json).ShouldBe(["images", "charts", "problems"]);
        var image = run.Json.GetProperty("images")[0];
        CommandRun.Keys(image).ShouldBe(["stack", "image", "tag", "digest", "path", "line", "resource", "via", "status", "reason"]);
        image.ToString().ShouldBe(
            """{"stack":"app","image":"docker.io/library/nginx","tag":"1.27.0","digest":null,"path":"stacks/app/main.tf","line":10,"resource":"kubernetes_pod.r","via":"literal","status":"pinned","reason":null}""");
        var unresolved = run.Json.GetProperty("images")[1];
        unresolved.GetProperty("image").GetString().ShouldBeNull();
        unresolved.GetProperty("reason").GetString().ShouldNotBeNullOrEmpty();
        run.Json.GetProperty("charts")[0].ToString().ShouldBe(
            """{"stack":"app","release":"g","repository":"https://grafana.github.io/helm-charts","chart":"grafana","version":"8.5.1","path":"stacks/app/main.tf","line":5,"via":"literal","status":"pinned","reason":null}""");
        CommandRun.Keys(run.Json.GetProperty("problems")[0]).ShouldBe(["path", "line", "column", "message"]);
    }

    [Fact]
    public void what_cannot_be_read_is_told_with_its_place_and_the_rest_is_listed()
    {
        Write("stacks/app/main.tf", Grafana);
        Write("stacks/bad/main.tf", "a = \"\n");
        File.WriteAllBytes(Path.Combine(_folder.Path, "stacks/bad/latin.tf"), [(byte)'#', 0xE9, (byte)'\n']);

        var run = Scan();

        run.Code.ShouldBe(1);
        run.Output.ShouldContain("chart grafana (g)");
        run.Error.ShouldContain("stacks/bad/main.tf:1:");
        run.Error.ShouldContain("stacks/bad/latin.tf:1:2: is not UTF-8");
    }

    [Fact]
    public void what_is_the_same_in_every_respect_is_told_once()
    {
        Write("stacks/app/main.tf", Pod("\"nginx:1.27.0\"").Replace("    }\n  }\n", "    }\n    container {\n      image = local.i\n    }\n    container {\n      image = local.i\n    }\n  }\n", StringComparison.Ordinal)
            + "locals {\n  i = \"redis:7.2.0\"\n}\n");

        Scan("--json").Json.GetProperty("images").EnumerateArray().Select(i => i.GetProperty("image").GetString()).ShouldBe(["docker.io/library/nginx", "docker.io/library/redis"]);
    }

    [Fact]
    public void one_stack_is_shown_and_an_unknown_one_is_named_with_those_there_are()
    {
        Write("stacks/app/main.tf", Grafana);
        Write("stacks/web/main.tf", Pod("\"nginx:1.27.0\""));

        Scan("--stack", "web").Output.ShouldNotContain("grafana");
        var wrong = Scan("--stack", "none");
        (wrong.Code, wrong.Error).ShouldBe((2, "--stack none: there is no such stack. Stacks: app, web\n"));
    }

    [Fact]
    public void links_are_not_followed_and_neither_git_nor_terraforms_own_folder_is_read()
    {
        using var outside = new TemporaryFolder();
        File.WriteAllText(Path.Combine(outside.Path, "main.tf"), Grafana);
        Directory.CreateDirectory(Path.Combine(_folder.Path, "stacks"));
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "stacks", "out"), outside.Path);
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "upgrade-config.json"), "/etc/passwd");
        Write("stacks/app/.terraform/modules/x/main.tf", Grafana);
        Write("stacks/app/.git/main.tf", Grafana);

        var run = Scan();

        (run.Code, run.Output, run.Error).ShouldBe((0, "0 stacks, 0 images, 0 charts: nothing; 0 problems\n", ""));
    }

    [Fact(Timeout = 30_000)]
    public async Task nobody_waits_for_a_pipe_that_looks_like_a_file()
    {
        Write("stacks/app/main.tf", Grafana);
        using var make = Process.Start("mkfifo", Path.Combine(_folder.Path, "stacks/app/pipe.tf"));
        await make.WaitForExitAsync(TestContext.Current.CancellationToken);

        (await Task.Run(() => Scan(), TestContext.Current.CancellationToken)).Code.ShouldBe(0);
    }

    [Fact]
    public void the_catalog_says_where_stacks_are_and_which_registry_is_a_mirror()
    {
        Write("infra/app/main.tf", Pod("\"mirror.example/hub/o/app:1.0.0\""));
        Write("upgrade-config.json", """{"stack_roots":["infra/*"],"registry_mirrors":{"mirror.example/hub":"docker.io"}}""");
        Write("other.yaml", "stack_roots: [infra]\n");

        Scan("--json").Json.GetProperty("images")[0].ToString().ShouldStartWith("""{"stack":"app","image":"docker.io/o/app",""");
        Scan("--json", "--catalog", Path.Combine(_folder.Path, "other.yaml")).Json.GetProperty("images")[0].ToString()
            .ShouldStartWith("""{"stack":"infra","image":"mirror.example/hub/o/app",""");
    }

    [Theory]
    [InlineData("{ \"services\": ", 1, "upgrade-config.json:2:1: ")]
    [InlineData("{\n  \"max_steps\": \"many\"\n}", 0, "upgrade-config.json:2: max_steps: must be a number")]
    [InlineData("""{"registry_mirrors":{"m.example/x":"docker.io","m.example/x/":"docker.io"}}""", 0, "upgrade-config.json:1: registry_mirrors.m.example/x/: stands here more than once")]
    [InlineData("""{"stack_roots":["../../*","","/"]}""", 0, "")]
    public void mistakes_in_the_catalog_are_told_with_their_line(string catalog, int code, string error)
    {
        Write("stacks/app/main.tf", Grafana);
        Write("upgrade-config.json", catalog);

        var run = Scan();

        run.Code.ShouldBe(code);
        run.Error.ShouldStartWith(error);
    }

    [Fact]
    public void a_strangers_text_does_not_command_the_terminal()
    {
        Write("stacks/app/main.tf", Grafana.Replace("grafana\"", "gra\u001b]0;title\u0007fana\"", StringComparison.Ordinal));

        Scan().Output.ShouldNotContain('\u001b');
    }

    private static string Pod(string image, string name = "r") => $"resource \"kubernetes_pod\" \"{name}\" {{\n  spec {{\n    container {{\n      image = {image}\n    }}\n  }}\n}}\n";

    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private CommandRun Scan(params string[] arguments) => CommandRun.Of(["scan", "--repo", _folder.Path, .. arguments]);

    private void Write(string path, string text)
    {
        var file = Path.Combine(_folder.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
