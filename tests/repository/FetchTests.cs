using Upgrades.Repository;

namespace Upgrades.Tests.Repository;

public sealed class FetchTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task the_head_and_its_files_are_read()
    {
        await using var world = await GitWorld.StartAsync(("stacks/web/values.yaml", "a: 1\n"), ("stacks/db/deep/er/x.tf", ""));
        var repository = world.Mirror();

        var head = await repository.FetchAsync(None);
        var files = await repository.ReadFilesAsync(head, p => p.EndsWith(".tf", StringComparison.Ordinal), None);

        head.ShouldBe(await world.Server.HeadAsync("infra"));
        repository.LastSeenHead.ShouldBe(head);
        files.Select(f => f.Path).ShouldBe(["stacks/db/deep/er/x.tf", "stacks/web/main.tf"]);
        (await GitWorld.TextAsync(repository, head, "stacks/web/values.yaml")).ShouldBe("a: 1\n");
        (await repository.ReadFileAsync(head, "stacks/web", None)).ShouldBeNull();
        (await repository.ReadFileAsync(head, "nothing", None)).ShouldBeNull();
    }

    [Fact]
    public async Task the_catalog_is_read_where_the_setting_says()
    {
        await using var world = await GitWorld.StartAsync(("ops/catalog.yaml", "max_steps: 3\n"));
        var (with, without) = (world.Mirror("a", o => o.CatalogPath = "ops/catalog.yaml"), world.Mirror("b"));
        var head = await with.FetchAsync(None);
        await without.FetchAsync(None);

        (await with.ReadCatalogAsync(head, None)).Catalog.MaxSteps.ShouldBe(3);
        (await without.ReadCatalogAsync(head, None)).Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task what_did_not_change_is_not_read_again()
    {
        await using var world = await GitWorld.StartAsync(("stacks/db/main.tf", "tag = \"15\"\n"));
        var repository = world.Mirror();
        var before = await repository.ReadFilesAsync(await repository.FetchAsync(None), _ => true, None);
        await world.Server.CommitAsync("infra", new Dictionary<string, string?> { ["stacks/web/main.tf"] = "tag = \"9\"\n" }, "theirs");

        var after = await repository.ReadFilesAsync(await repository.FetchAsync(None), _ => true, None);

        var same = before.Zip(after).Where(p => p.First.Content.Equals(p.Second.Content)).Select(p => p.First.Path);
        same.ShouldBe(["README.md", "stacks/db/main.tf"]);
    }

    [Theory]
    [InlineData("delete")]
    [InlineData("truncate")]
    [InlineData("config")]
    public async Task a_damaged_mirror_is_made_anew(string damage)
    {
        await using var world = await GitWorld.StartAsync();
        using (var first = world.Mirror())
        {
            await first.FetchAsync(None);
        }

        Damage(Path.Combine(world.MirrorFolder("a"), "mirror.git"), damage);
        await world.Server.CommitAsync("infra", new Dictionary<string, string?> { ["README.md"] = "new" }, "theirs");
        var repository = world.Mirror();

        var head = await repository.FetchAsync(None);

        (await GitWorld.TextAsync(repository, head, "README.md")).ShouldBe("new");
        (await GitWorld.TextAsync(repository, head, "stacks/web/main.tf")).ShouldBe("tag = \"1.0\"\n");
    }

    [Fact]
    public async Task a_mirror_deleted_under_our_feet_is_made_anew()
    {
        await using var world = await GitWorld.StartAsync();
        var repository = world.Mirror();
        await repository.FetchAsync(None);
        Directory.Delete(Path.Combine(world.MirrorFolder("a"), "mirror.git"), recursive: true);

        var head = await repository.FetchAsync(None);

        (await repository.ReadFilesAsync(head, _ => true, None)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task damage_found_while_reading_is_repaired_by_the_next_fetch()
    {
        await using var world = await GitWorld.StartAsync();
        var repository = world.Mirror();
        var head = await repository.FetchAsync(None);
        repository.Dispose();
        Damage(Path.Combine(world.MirrorFolder("a"), "mirror.git"), "truncate");
        var damaged = world.Mirror();
        await Should.ThrowAsync<RepositoryUnavailableException>(() => damaged.ReadFilesAsync(head, _ => true, None));

        await damaged.FetchAsync(None);

        (await damaged.ReadFilesAsync(head, _ => true, None)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task a_folder_serves_one_owner()
    {
        await using var world = await GitWorld.StartAsync();
        await world.Mirror().FetchAsync(None);

        (await Should.ThrowAsync<RepositoryUnavailableException>(() => world.Mirror().FetchAsync(None))).Message.ShouldContain("MIRRORFOLDER");
    }

    [Fact]
    public async Task a_local_path_can_be_read()
    {
        await using var world = await GitWorld.StartAsync();
        var repository = world.Mirror(change: o => o.Url = world.Server.Folder("infra"));

        (await repository.FetchAsync(None)).ShouldBe(await world.Server.HeadAsync("infra"));
    }

    [Fact]
    public async Task another_url_is_another_mirror()
    {
        await using var world = await GitWorld.StartAsync();
        await world.Server.CreateRepositoryAsync("other", new Dictionary<string, string> { ["other"] = "x" });
        using (var first = world.Mirror())
        {
            await first.FetchAsync(None);
        }

        var second = world.Mirror(change: o => o.Url = world.Server.Url("other").ToString());

        (await second.FetchAsync(None)).ShouldBe(await world.Server.HeadAsync("other"));
    }

    [Fact]
    public async Task callers_at_once_all_see_a_head_newer_than_their_question()
    {
        await using var world = await GitWorld.StartAsync();
        var repository = world.Mirror();
        await repository.FetchAsync(None);
        var theirs = await world.Server.CommitAsync("infra", new Dictionary<string, string?> { ["README.md"] = "new" }, "theirs");

        var heads = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => repository.FetchAsync(None)));

        heads.ShouldAllBe(h => h == theirs);
    }

    private static void Damage(string mirror, string damage)
    {
        switch (damage)
        {
            case "delete":
                Directory.Delete(mirror, recursive: true);
                break;
            case "config":
                File.WriteAllText(Path.Combine(mirror, "config"), "[core\n\0");
                break;
            default:
                foreach (var file in Directory.EnumerateFiles(Path.Combine(mirror, "objects"), "*", SearchOption.AllDirectories))
                {
                    if (!OperatingSystem.IsWindows())
                    {
                        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
                    }

                    using var stream = File.OpenWrite(file);
                    stream.SetLength(7);
                }

                break;
        }
    }
}
