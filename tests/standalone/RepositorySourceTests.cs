using System.Diagnostics;
using Upgrades.Tests.Repository;

namespace Upgrades.Tests.Standalone;

/// <summary>The same repository from a folder, a bare repository and over smart HTTP.</summary>
public sealed class RepositorySourceTests : IAsyncLifetime
{
    private const string Old = "resource \"helm_release\" \"g\" {\n  name = \"g\"\n  chart = \"grafana\"\n  version = \"8.5.1\"\n}\n";
    private readonly TemporaryFolder _folder = new();
    private GitWorld _git = null!;

    public async ValueTask InitializeAsync()
    {
        _git = await GitWorld.StartAsync(("stacks/app/main.tf", Old), ("upgrade-config.json", """{"stack_roots":["stacks/app"]}"""));
        await GitAsync(Bare, "branch", "before");
        await _git.Server.CommitAsync("infra", new Dictionary<string, string?> { ["stacks/app/main.tf"] = Old.Replace("8.5.1", "8.6.0", StringComparison.Ordinal) }, "by hand");
    }

    public async ValueTask DisposeAsync()
    {
        await _git.DisposeAsync();
        _folder.Dispose();
    }

    private string Bare => _git.Server.Folder("infra");

    private string Url => _git.Server.Url("infra").ToString();

    [Theory]
    [InlineData(null, "8.6.0")]
    [InlineData("HEAD", "8.6.0")]
    [InlineData("before", "8.5.1")]
    public void a_bare_repository_and_an_address_are_read_at_their_head_or_at_a_branch(string? branch, string version)
    {
        foreach (var place in (string[])[Bare, $"file://{Bare}", Url])
        {
            VersionAt(place, branch).ShouldBe(version, place);
        }

        Directory.GetDirectories(Path.GetTempPath(), "upgrades-mirror-*").ShouldBeEmpty();
    }

    [Fact]
    public async Task a_work_tree_is_read_as_it_lies_there_and_with_a_branch_as_it_was_committed()
    {
        var tree = Path.Combine(_folder.Path, "tree");
        await GitAsync(_folder.Path, "clone", "--quiet", Bare, tree);
        await File.WriteAllTextAsync(Path.Combine(tree, "stacks/app/main.tf"), Old.Replace("8.5.1", "9.0.0", StringComparison.Ordinal));

        VersionAt(tree, null).ShouldBe("9.0.0");
        VersionAt(tree, "master").ShouldBe("8.6.0");
        VersionAt(Path.Combine(tree, ".git"), null).ShouldBe("8.6.0");
    }

    [Fact]
    public void whoever_is_not_let_in_is_told_the_settings_and_another_hosts_password_is_not_shown()
    {
        var wrong = Scan(Url, ("Repository:Username", "robot"), ("Repository:Password", "guess"));
        (wrong.Code, wrong.Output).ShouldBe((2, ""));
        wrong.Error.ShouldContain("UPGRADES__REPOSITORY__PASSWORD");
        wrong.Error.ShouldContain(Url);

        Scan(Url, ("Repository:Username", "robot"), ("Repository:Password", "secret"), ("Repository:Url", "https://git.example.org/infra.git")).Error.ShouldContain("401");
        Scan(Url, ("Repository:Username", "robot"), ("Repository:Password", "secret"), ("Repository:Url", Url)).Code.ShouldBe(0);
    }

    [Fact]
    public void a_server_that_does_not_answer_is_waited_for_no_longer_than_the_setting_says()
    {
        _git.Server.Hold.AnswerStatus = 503;
        Scan(Url, ("Repository:Password", "secret")).Error.ShouldContain("503");

        var gone = Scan("http://127.0.0.1:1/infra.git", ("Repository:ConnectTimeout", "00:00:05"));
        gone.Code.ShouldBe(2);
        gone.Error.ShouldContain("http://127.0.0.1:1/infra.git");
    }

    [Theory]
    [InlineData("/does/not/exist", null, "--repo /does/not/exist is neither a folder, nor a bare git repository, nor an address")]
    [InlineData("ftp://example.org/infra", null, "--repo ftp://example.org/infra is neither")]
    [InlineData("https://robot:secret@example.org/infra.git", null, "--repo: holds a password")]
    [InlineData("ssh://git@127.0.0.1:1/infra.git", null, "ssh://git@127.0.0.1:1/infra.git")]
    [InlineData("BARE", "none", "has no branch 'none'")]
    [InlineData("URL", "none", "has no branch 'none' (--branch)")]
    [InlineData("EMPTY", "main", "is no git repository, so it has no branches")]
    [InlineData("BARE", "a..b", "--branch a..b is no name of a branch")]
    [InlineData("URL", "x:y", "--branch x:y is no name of a branch")]
    public void a_place_that_is_none_is_wrong_usage(string place, string? branch, string error)
    {
        place = place switch { "BARE" => Bare, "URL" => Url, "EMPTY" => _folder.Path, _ => place };

        var run = Run(place, branch);

        (run.Code, run.Output).ShouldBe((2, ""));
        run.Error.ShouldContain(error);
    }

    [Theory]
    [InlineData("refs/heads/../../etc")]
    [InlineData("not a ref")]
    public void a_damaged_repository_is_an_error_and_no_crash(string head)
    {
        File.WriteAllText(Path.Combine(Bare, "HEAD"), head);
        foreach (var file in Directory.GetFiles(Path.Combine(Bare, "objects"), "*", SearchOption.AllDirectories))
        {
            File.Delete(file);
        }

        Run(Bare, null).Code.ShouldBe(2);
        Run(Bare, "master").Code.ShouldBe(2);
    }

    private static string? VersionAt(string place, string? branch) => Run(place, branch) is { Code: 0 } run ? run.Json.GetProperty("charts")[0].GetProperty("version").GetString() : null;

    private static CommandRun Run(string place, string? branch) =>
        CommandRun.With(
            new Dictionary<string, string?> { ["Repository:Username"] = "robot", ["Repository:Password"] = "secret" },
            ["scan", "--json", "--repo", place, .. branch is null ? (string[])[] : ["--branch", branch]]);

    private static CommandRun Scan(string place, params (string Name, string Value)[] settings) =>
        CommandRun.With(settings.ToDictionary(s => s.Name, s => (string?)s.Value), "scan", "--repo", place);

    private static async Task GitAsync(string folder, params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = folder })!;
        await git.WaitForExitAsync();
        git.ExitCode.ShouldBe(0);
    }
}
