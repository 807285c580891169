using System.Diagnostics;
using System.Text;
using Upgrades.Repository;

namespace Upgrades.Tests.Repository;

public sealed class CommitTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData("../outside")]
    [InlineData("/etc/passwd")]
    [InlineData("stacks/../README.md")]
    [InlineData("stacks//web/main.tf")]
    [InlineData(".git/config")]
    [InlineData("stacks/.GIT/hooks/x")]
    [InlineData("stacks\\web\\main.tf")]
    [InlineData("stacks/web")]
    [InlineData("stacks/web/new.tf")]
    [InlineData("README.md\n")]
    [InlineData("")]
    public async Task only_files_that_are_there_can_be_edited(string path)
    {
        await using var world = await GitWorld.StartAsync();
        var repository = world.Mirror();
        var head = await repository.FetchAsync(None);

        await Should.ThrowAsync<EditRefusedException>(() => repository.CommitAsync(head, GitWorld.Edit(path, "x"), GitWorld.Message, None));
    }

    [Fact]
    public async Task an_edit_that_changes_nothing_is_no_commit()
    {
        await using var world = await GitWorld.StartAsync();
        var repository = world.Mirror();
        var head = await repository.FetchAsync(None);

        await Should.ThrowAsync<EditRefusedException>(() => repository.CommitAsync(head, GitWorld.Edit("README.md", "Ours\n"), GitWorld.Message, None));
    }

    [Fact]
    public async Task a_script_stays_executable()
    {
        await using var world = await GitWorld.StartAsync(("run.sh", "#!/bin/sh\n"));
        await GitAsync(world, "update-index", "--add", "--cacheinfo", "100755," + await BlobAsync(world, "run.sh") + ",run.sh");
        await CommitIndexAsync(world);
        var repository = world.Mirror();
        var head = await repository.FetchAsync(None);

        var commit = await repository.CommitAsync(head, GitWorld.Edit("run.sh", "#!/bin/sh\nexit\n"), GitWorld.Message, None);
        await repository.PushAsync(commit, None);

        (await GitAsync(world, "ls-tree", commit, "run.sh")).ShouldStartWith("100755");
        (await GitAsync(world, "fsck", "--strict")).ShouldBe("");
    }

    [Fact]
    public async Task bytes_are_kept_as_they_are()
    {
        await using var world = await GitWorld.StartAsync();
        var repository = world.Mirror();
        var head = await repository.FetchAsync(None);
        byte[] bytes = [0xEF, 0xBB, 0xBF, (byte)'a', (byte)'\r', (byte)'\n', 0xFF, 0];

        var commit = await repository.CommitAsync(head, new Dictionary<string, ReadOnlyMemory<byte>> { ["README.md"] = bytes }, GitWorld.Message, None);

        (await repository.ReadFileAsync(commit, "README.md", None))!.Value.ToArray().ShouldBe(bytes);
    }

    [Fact]
    public async Task the_difference_is_unified()
    {
        await using var world = await GitWorld.StartAsync();
        var repository = world.Mirror();
        var head = await repository.FetchAsync(None);
        var commit = await repository.CommitAsync(head, GitWorld.Edit("stacks/web/main.tf", "tag = \"1.1\"\n"), GitWorld.Message, None);

        var diff = await repository.DiffAsync(head, commit, None);

        diff.ShouldContain("--- a/stacks/web/main.tf\n+++ b/stacks/web/main.tf\n@@ -1 +1 @@\n-tag = \"1.0\"\n+tag = \"1.1\"\n");
    }

    [Fact]
    public async Task a_commit_is_found_again_by_its_trailer()
    {
        await using var world = await GitWorld.StartAsync();
        var repository = world.Mirror();
        var first = await repository.FetchAsync(None);
        var commit = await repository.CommitAsync(first, GitWorld.Edit("README.md", "1"), GitWorld.Message, None);
        await repository.PushAsync(commit, None);
        var above = await world.Server.CommitAsync(
            "infra", new Dictionary<string, string?> { ["README.md"] = "2" }, "theirs\n\nUpgrade-Id: 1/1/Upgrade\n\nis only quoted here");
        var head = await repository.FetchAsync(None);

        (await repository.FindByTrailerAsync(head, first, "Upgrade-Id", "1/1/Upgrade", None))!.ShouldSatisfyAllConditions(
            f => f.Sha.ShouldBe(commit),
            f => f.Subject.ShouldBe("upgrade: web 1.0 -> 1.1"));
        (await repository.FindByTrailerAsync(head, null, "Upgrade-Id", "1/1/Upgrade", None))!.Sha.ShouldBe(commit);
        (await repository.FindByTrailerAsync(head, commit, "Upgrade-Id", "1/1/Upgrade", None)).ShouldBeNull();
        (await repository.FindByTrailerAsync(head, first, "Upgrade-Id", "1/1/Upgr", None)).ShouldBeNull();
        (await repository.FindByTrailerAsync(head, new string('0', 40), "Upgrade-Id", "1/1/Upgrade", None))!.Sha.ShouldBe(commit);
        (await repository.ContainsAsync(above, commit, None)).ShouldBeTrue();
        (await repository.ContainsAsync(commit, above, None)).ShouldBeFalse();
        (await repository.ContainsAsync(above, new string('0', 40), None)).ShouldBeFalse();
    }

    private static async Task<string> BlobAsync(GitWorld world, string path) => (await GitAsync(world, "rev-parse", "master:" + path)).Trim();

    private static async Task CommitIndexAsync(GitWorld world)
    {
        var tree = (await GitAsync(world, "write-tree")).Trim();
        var commit = (await GitAsync(world, "-c", "user.name=x", "-c", "user.email=x@y", "commit-tree", "-p", "master", "-m", "mode", tree)).Trim();
        await GitAsync(world, "update-ref", "refs/heads/master", commit);
    }

    private static async Task<string> GitAsync(GitWorld world, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("git", ["-c", "safe.directory=*", .. arguments])
        {
            WorkingDirectory = world.Server.Folder("infra"),
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0);
        return output;
    }
}
