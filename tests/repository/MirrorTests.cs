using Microsoft.Extensions.Logging;
using Upgrades.Repository;

namespace Upgrades.Tests.Repository;

public sealed class MirrorTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task a_first_clone_says_how_far_it_is()
    {
        await using var world = await GitWorld.StartAsync();
        var log = new Lines();
        using var repository = new InfrastructureRepository(
            new RepositoryOptions { Url = world.Server.Url("infra").ToString(), Username = "robot", Password = "secret", MirrorFolder = world.MirrorFolder("a") }, TimeProvider.System, log);

        await repository.FetchAsync(None);

        log.All[0].ShouldStartWith("Cloning");
        log.All[1].ShouldMatch(@"\AReceiving 127\.0\.0\.1:\d+/infra: \d of 6 objects, 0\.0 MB\z");
        log.All.Count.ShouldBe(2, "more only after some seconds");
    }

    [Fact]
    public async Task a_mirror_in_very_many_pieces_is_made_anew_in_one()
    {
        await using var world = await GitWorld.StartAsync();
        var repository = world.Mirror();
        var head = await repository.FetchAsync(None);
        var packs = Path.Combine(world.MirrorFolder("a"), "mirror.git", "objects", "pack");
        var pack = Path.ChangeExtension(Directory.EnumerateFiles(packs, "*.idx").Single(), null);
        for (var i = 0; i < 250; i++)
        {
            foreach (var ending in new[] { ".pack", ".idx" })
            {
                File.Copy(pack + ending, Path.Combine(packs, $"pack-{i:x40}{ending}"));
            }
        }

        await repository.FetchAsync(None);

        Directory.EnumerateFiles(packs, "*.idx").Count().ShouldBe(1);
        (await GitWorld.TextAsync(repository, head, "README.md")).ShouldBe("Ours\n");
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("refs/remotes/origin/master")]
    [InlineData("objects/pack")]
    public async Task what_is_taken_or_broken_while_we_run_is_repaired_by_the_next_fetch(string part)
    {
        await using var world = await GitWorld.StartAsync();
        var repository = world.Mirror();
        await repository.FetchAsync(None);
        var path = Path.Combine(world.MirrorFolder("a"), "mirror.git", part);
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            await File.WriteAllTextAsync(path, "\0\0 broken");
        }

        await world.Server.CommitAsync("infra", new Dictionary<string, string?> { ["README.md"] = "new" }, "theirs");

        var head = await repository.FetchAsync(None);

        (await repository.ReadFilesAsync(head, _ => true, None)).Count.ShouldBe(2);
        (await GitWorld.TextAsync(repository, head, "README.md")).ShouldBe("new");
    }

    [Fact]
    public async Task a_mirror_that_goes_between_fetch_and_push_is_a_late_row_and_not_a_lost_upgrade()
    {
        await using var world = await GitWorld.StartAsync();
        var repository = world.Mirror();
        var head = await repository.FetchAsync(None);
        var commit = await repository.CommitAsync(head, GitWorld.Edit("README.md", "x"), GitWorld.Message, None);
        Directory.Delete(Path.Combine(world.MirrorFolder("a"), "mirror.git"), recursive: true);

        await Should.ThrowAsync<RepositoryUnavailableException>(() => repository.PushAsync(commit, None));

        head = await repository.FetchAsync(None);
        commit = await repository.CommitAsync(head, GitWorld.Edit("README.md", "x"), GitWorld.Message, None);
        (await repository.PushAsync(commit, None)).ShouldBe(new PushResult.Pushed(commit));
    }

    private sealed class Lines : ILogger<InfrastructureRepository>
    {
        public List<string> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Add(formatter(state, exception));
    }
}
