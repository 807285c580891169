using System.Text.Json;

namespace Upgrades.Tests.Standalone;

public sealed class CatalogCommandTests : IDisposable
{
    private const string Stack = "resource \"kubernetes_pod\" \"r\" {\n  spec {\n    container {\n      image = \"o/app:1.0.0\"\n    }\n  }\n}\n"
        + "resource \"helm_release\" \"g\" {\n  name = \"g\"\n  chart = \"grafana\"\n  repository = \"https://grafana.github.io/helm-charts\"\n  version = \"8.5.1\"\n}\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("{}", 0, 0)]
    [InlineData("auto_detect_rules: {a: b}", 0, 0)]
    [InlineData("max_step: 3", 0, 1)]
    [InlineData("max_steps: many", 1, 1)]
    [InlineData("a: [", 2, 2)]
    [InlineData("just words", 2, 2)]
    public void the_exit_code_says_how_bad_it_is(string catalog, int code, int strict)
    {
        var file = Write("catalog.yaml", catalog);

        Check(file).Code.ShouldBe(code);
        Check(file, "--strict").Code.ShouldBe(strict);
        Check(file, "--json").Code.ShouldBe(code);
    }

    [Fact]
    public void each_mistake_has_its_severity_line_path_and_what_to_do_in_the_order_of_the_file()
    {
        var file = Write("catalog.yaml", "max_step: 3\ngithub_repo_overrides:\n  codeberg.org/forgejo/forgejo: forgejo/forgejo\n  a/b: c\n");

        var run = Check(file);

        run.Output.ShouldBe(
            $"""
            severity  line  path
            warning      1  max_step
              is no key that anybody reads; was max_steps meant?
            warning      3  github_repo_overrides.codeberg.org/forgejo/forgejo
              means forgejo/forgejo on GitHub, and the image is from codeberg.org: write
              https://codeberg.org/forgejo/forgejo if its source is there
            error        4  github_repo_overrides.a/b
              must be owner/repository or a URL, not 'c'
            {file}: 1 error, 2 warnings, 0 notes

            """);
        (run.Code, run.Error).ShouldBe((1, ""));
    }

    [Fact]
    public void lines_have_100_columns_and_nothing_of_a_path_is_lost()
    {
        var image = $"registry.example.org/{new string('a', 120)}";

        var run = Check(Write("catalog.yaml", $"github_repo_overrides:\n  {image}: {new string('c', 150)}\n"));

        run.Output.Split('\n').ShouldAllBe(line => line.Length <= 100);
        string.Concat(run.Output.Split('\n').Select(l => l.Trim())).ShouldContain(image);
    }

    [Fact]
    public void a_program_reads_one_json_object()
    {
        var run = Check(Write("catalog.yaml", "max_step: 3\nmax_steps: 0\n"), "--json");

        CommandRun.Keys(run.Json).ShouldBe(["file", "problems", "errors", "warnings", "notes"]);
        run.Json.GetProperty("problems")[0].ToString().ShouldBe("""{"severity":"warning","line":1,"path":"max_step","message":"is no key that anybody reads; was max_steps meant?"}""");
        (run.Json.GetProperty("errors").GetInt32(), run.Json.GetProperty("warnings").GetInt32(), run.Json.GetProperty("notes").GetInt32()).ShouldBe((1, 1, 0));
    }

    [Fact]
    public void with_a_repository_it_is_told_what_that_does_not_hold()
    {
        Write("stacks/app/main.tf", Stack);
        Write(
            "upgrade-config.json",
            """
            {
              "github_repo_overrides": {"o/app": "o/app", "o/gone": "o/gone"},
              "helm_chart_repo_overrides": {"https://Grafana.github.io/helm-charts/": "grafana/grafana", "https://charts.example.org": "a/b"},
              "version_jump_always_step": ["app", "apb"]
            }
            """);

        var run = Check("--repo", _folder.Path);

        run.Code.ShouldBe(0);
        run.Output.ShouldBe(
            """
            severity  line  path
            note         2  github_repo_overrides.o/gone
              no stack holds docker.io/o/gone
            warning      3  helm_chart_repo_overrides.https://charts.example.org
              no helm_release takes a chart from there
            warning      4  version_jump_always_step[1]
              there is no stack apb in the repository; was app meant?
            upgrade-config.json: 0 errors, 2 warnings, 1 note, held against 1 stack

            """);
        Check("--repo", _folder.Path, "--strict").Code.ShouldBe(1);
    }

    [Fact]
    public void another_file_can_be_held_against_the_repository()
    {
        Write("stacks/app/main.tf", Stack);
        var file = Write("new.yaml", "version_jump_always_step: [app]\n");

        var run = Check(file, "--repo", _folder.Path);

        (run.Code, run.Output).ShouldBe((0, $"{file}: 0 errors, 0 warnings, 0 notes, held against 1 stack\n"));
    }

    [Fact]
    public void what_is_not_there_is_wrong_usage()
    {
        Check("/nowhere/catalog.yaml").ShouldBe(new CommandRun(2, "", "/nowhere/catalog.yaml: there is no such file\n"));
        Check("--repo", _folder.Path).ShouldBe(new CommandRun(2, "", $"--repo {_folder.Path} has no upgrade-config.json: name the file\n"));
        Check("--repo", "/nowhere").Code.ShouldBe(2);
        Check("--branch", "main").ShouldBe(new CommandRun(2, "", "--branch says nothing without --repo\n"));
    }

    [Fact]
    public void a_strangers_text_does_not_command_the_terminal() =>
        Check(Write("catalog.json", "{\"\\u001b]0;title\\u0007\": 1}")).Output.ShouldNotContain('\u001b');

    [Fact]
    public void the_schema_is_printed_as_it_is()
    {
        var run = CommandRun.Of("catalog", "schema");

        run.Code.ShouldBe(0);
        JsonSerializer.Deserialize<JsonElement>(run.Output).GetProperty("title").GetString().ShouldBe("Catalog of Upgrades");
        run.Output.ShouldBe(Upgrades.Repository.Catalogs.CatalogSchema.Text);
    }

    private static CommandRun Check(params string[] arguments) => CommandRun.Of(["catalog", "check", .. arguments]);

    private string Write(string path, string text)
    {
        var file = Path.Combine(_folder.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }
}
