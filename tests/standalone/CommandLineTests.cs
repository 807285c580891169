using System.CommandLine;
using Upgrades.Standalone.Commands;

namespace Upgrades.Tests.Standalone;

public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void a_scan_lists_versions_and_names_the_place_of_a_bad_file()
    {
        Write("stacks/app/main.tf", "resource \"helm_release\" \"g\" {\n  name = \"g\"\n  chart = \"grafana\"\n  version = \"8.5.1\"\n}\n");
        Write("stacks/bad/main.tf", "a = \"\n");

        var (code, output, error) = Run("scan", _folder.Path);

        code.ShouldBe(1);
        output.ShouldContain("chart grafana (g)");
        output.ShouldContain("stacks/app/main.tf:4");
        error.ShouldContain("stacks/bad/main.tf:1:");
        output.Split('\n').ShouldAllBe(line => line.Length <= 100);
    }

    [Fact]
    public void a_plan_prints_each_edit_and_writes_nothing()
    {
        Write("stacks/app/main.tf", "resource \"kubernetes_pod\" \"g\" {\n  spec {\n    container {\n      image = \"nginx:1.27.0\"\n    }\n  }\n}\n");

        var (code, output, _) = Run("plan", "nginx", "1.27.1", "--repository", _folder.Path);

        code.ShouldBe(0);
        output.ShouldContain("stacks/app/main.tf:4\n  - nginx:1.27.0\n  + nginx:1.27.1");
        File.ReadAllText(Path.Combine(_folder.Path, "stacks/app/main.tf")).ShouldContain("nginx:1.27.0");
    }

    [Fact]
    public void links_out_of_the_repository_are_not_followed()
    {
        using var outside = new TemporaryFolder();
        File.WriteAllText(Path.Combine(outside.Path, "main.tf"), "locals {}\n");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "stacks"));
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "stacks", "out"), outside.Path);

        Run("scan", _folder.Path).Output.ShouldContain("0 stacks");
    }

    [Theory]
    [InlineData(2, "plan")]
    [InlineData(2, "plan", "bad image", "1")]
    [InlineData(2, "plan", "nginx", "${x}")]
    [InlineData(2, "scan", "/does/not/exist")]
    [InlineData(2, "scan", "--stack", "none")]
    [InlineData(3, "plan", "nginx", "1.27.0")]
    public void exit_codes_tell_wrong_usage_from_nothing_to_do(int code, params string[] arguments) =>
        Run([.. arguments, .. arguments is ["plan", _, _] ? (string[])["--repository", _folder.Path] : arguments is ["scan", "--stack", _] ? [_folder.Path] : []]).Code.ShouldBe(code);

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        var root = new RootCommand { ScanCommand.Create(), PlanCommand.Create() };
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = UsageExitCode.Of(root.Parse(arguments), new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }

    private void Write(string path, string text)
    {
        var file = Path.Combine(_folder.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
