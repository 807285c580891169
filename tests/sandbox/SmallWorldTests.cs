using Upgrades.Sandbox.World;
using Upgrades.Tests.Pipeline;

namespace Upgrades.Tests.Sandbox;

/// <summary>What connects the stand-ins: a commit rolls the workloads that it changes, as CI does.</summary>
public sealed class SmallWorldTests
{
    [Fact]
    public async Task a_commit_rolls_out_what_it_changes_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        await using var world = await SmallWorld.StartAsync(folder.Path, [Fixtures.Web("one"), Fixtures.Web("two")], new Upgrades.Hosting.Time.ScaledTimeProvider(TimeProvider.System.GetUtcNow(), 200));

        await EditAsync(world, "one", "Bump");

        await Eventually.TrueAsync(() => Task.FromResult(Image(world, "one") == "ghcr.io/example/one:1.1.0"), "the new image in the cluster");
        Image(world, "two").ShouldBe("ghcr.io/example/two:1.0.0");
        world.Woodpecker.Pipelines.ShouldHaveSingleItem().Commit.ShouldBe(await world.Git.HeadAsync(SmallWorld.Repository));
    }

    [Fact]
    public async Task a_commit_that_says_so_has_no_pipeline()
    {
        using var folder = new TemporaryFolder();
        await using var world = await SmallWorld.StartAsync(folder.Path, [Fixtures.Web("one"), Fixtures.Web("two")], new Upgrades.Hosting.Time.ScaledTimeProvider(TimeProvider.System.GetUtcNow(), 200));

        await EditAsync(world, "one", "State of the last run\n\n[ci  SKIP]");
        await EditAsync(world, "two", "Bump");

        await Eventually.TrueAsync(() => Task.FromResult(Image(world, "two") == "ghcr.io/example/two:1.1.0"), "the new image in the cluster");
        Image(world, "one").ShouldBe("ghcr.io/example/one:1.0.0");
        world.Woodpecker.Pipelines.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(VersionPlace.Literal)]
    [InlineData(VersionPlace.Variable)]
    [InlineData(VersionPlace.ModuleInput)]
    public void what_runs_is_what_the_terraform_says_wherever_the_version_is_written(VersionPlace place)
    {
        var service = Fixtures.Web() with
        {
            Place = place,
            Containers = place == VersionPlace.ModuleInput ? [new("web", "nginx")] : [new("prepare", "nginx", Init: true), new("web", "nginx"), new("gpu", "ghcr.io/a/b", "-cuda")],
        };

        var images = service.Workload.InitContainers.Concat(service.Workload.Containers).Select(c => (c.Name, c.Image, c.MemoryLimit));

        images.ShouldBe(place == VersionPlace.ModuleInput
            ? [("web", "nginx:1.0.0", "512Mi")]
            : [("prepare", "nginx:1.0.0", "512Mi"), ("web", "nginx:1.0.0", "512Mi"), ("gpu", "ghcr.io/a/b:1.0.0-cuda", "512Mi")]);
    }

    private static async Task EditAsync(SmallWorld world, string stack, string message)
    {
        var path = $"stacks/{stack}/main.tf";
        var text = (await world.Git.ReadAsync(SmallWorld.Repository, "HEAD", path))!;
        await world.Git.CommitAsync(SmallWorld.Repository, new Dictionary<string, string?> { [path] = text.Replace(":1.0.0\"", ":1.1.0\"", StringComparison.Ordinal) }, message);
    }

    private static string Image(SmallWorld world, string stack) => world.Cluster.Workload(stack, stack)!.Containers.Single().Image;
}
