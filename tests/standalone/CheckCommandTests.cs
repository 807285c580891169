using System.CommandLine;
using System.Text.Json;
using Upgrades.Standalone.Commands;

namespace Upgrades.Tests.Standalone;

public sealed class CheckCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void files_of_four_kinds_are_counted_and_bad_ones_told_with_their_place()
    {
        Write("a.tf", "\uFEFFa = 1\r\n");
        Write("b/c.tofu", "a {\n b = 1 }\n");
        Write("b/d.tfvars", "a = \"ü\"");
        Write("b/e/.terraform.lock.hcl", "a = <<EOT\nEOT\n");
        Write("b/e/f.txt", "}");
        File.WriteAllBytes(Path.Combine(_folder.Path, "g.tf"), [0x61, 0x0A, 0xFF]);

        var (code, output, error) = Run("check", _folder.Path);

        code.ShouldBe(1);
        output.ShouldBe(
            $"{_folder.Path}/b/c.tofu:2:8: expected the end of the line, found }}\n"
            + $"{_folder.Path}/g.tf:2:1: is not UTF-8\n"
            + "5 files, 3 valid, 2 invalid, 0 not identical\n");
        error.ShouldBeEmpty();
    }

    [Fact]
    public void a_program_reads_one_json_object()
    {
        Write("a.tf", "a = 1\n");
        Write("b.tf", "a = 'x'\n");

        var (code, output, _) = Run("check", Path.Combine(_folder.Path, "a.tf"), Path.Combine(_folder.Path, "b.tf"), _folder.Path, "--json");

        code.ShouldBe(1);
        output.ShouldBe(JsonSerializer.Serialize(new
        {
            files = 2,
            valid = 1,
            invalid = new[] { new { path = $"{_folder.Path}/b.tf", line = 1, column = 5, message = "the character ' cannot stand here" } },
            notIdentical = Array.Empty<string>(),
        }, JsonSerializerOptions.Web) + "\n");
    }

    [Fact]
    public void json_syntax_is_named_as_not_read()
    {
        Write("a.tf.json", "{}");

        var (code, output, error) = Run("check", _folder.Path);

        (code, output).ShouldBe((0, "0 files, 0 valid, 0 invalid, 0 not identical\n"));
        error.ShouldBe($"{_folder.Path}/a.tf.json: not read, JSON syntax\n");
    }

    [Fact]
    public void links_and_the_folders_of_tools_are_left_out()
    {
        using var outside = new TemporaryFolder();
        File.WriteAllText(Path.Combine(outside.Path, "main.tf"), "}");
        Write(".git/a.tf", "}");
        Write("stacks/.terraform/modules/a.tf", "}");
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "out"), outside.Path);
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "main.tf"), Path.Combine(outside.Path, "main.tf"));

        var (code, output, _) = Run("check", _folder.Path);

        (code, output).ShouldBe((0, "0 files, 0 valid, 0 invalid, 0 not identical\n"));
    }

    [Fact]
    public void a_named_file_of_another_kind_is_named_as_not_read()
    {
        Write("README.md", "# x");

        var (code, _, error) = Run("check", Path.Combine(_folder.Path, "README.md"));

        code.ShouldBe(0);
        error.ShouldBe($"{_folder.Path}/README.md: not read, no .tf, .tofu, .tfvars, .hcl\n");
    }

    [Theory]
    [InlineData("check")]
    [InlineData("check", "/does/not/exist")]
    public void a_path_that_is_missing_is_wrong_usage(params string[] arguments) => Run(arguments).Code.ShouldBe(2);

    [Fact]
    public void many_files_are_checked_and_a_good_tree_is_no_problem()
    {
        for (var i = 0; i < 501; i++)
        {
            Write($"stacks/s{i}/main.tf", $"a = {i}\n");
        }

        var (code, output, _) = Run("check", _folder.Path);

        (code, output).ShouldBe((0, "501 files, 501 valid, 0 invalid, 0 not identical\n"));
    }

    [Fact]
    public async Task an_interrupted_check_stops_and_says_so()
    {
        Write("a.tf", "}");
        using var output = new StringWriter();
        using var error = new StringWriter();

        var code = await new RootCommand { CheckCommand.Create() }.Parse(["check", _folder.Path])
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, new CancellationToken(canceled: true));

        (code, output.ToString(), error.ToString()).ShouldBe((130, "", "Stopped.\n"));
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = UsageExitCode.Of(new RootCommand { CheckCommand.Create() }.Parse(arguments), new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }

    private void Write(string path, string text)
    {
        var file = Path.Combine(_folder.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
