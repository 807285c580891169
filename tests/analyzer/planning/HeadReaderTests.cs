using Upgrades.Analyzer.Planning;
using Upgrades.Tests.Repository;

namespace Upgrades.Tests.Analyzer.Planning;

public sealed class HeadReaderTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task whoever_asks_for_the_same_head_gets_the_same_reading()
    {
        await using var git = await GitWorld.StartAsync();
        var heads = new HeadReader(git.Mirror());

        var read = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => heads.ReadAsync(None)));

        read.Distinct().Count().ShouldBe(1);
        read[0].Commit.ShouldBe(await git.Server.HeadAsync("infra"));
    }

    [Fact]
    public async Task a_head_with_the_same_terraform_is_not_read_again_and_one_with_another_is()
    {
        await using var git = await GitWorld.StartAsync(("stacks/app/main.tf", Infra.Deployment("app", "\"o/app:1.0.0\"")));
        var heads = new HeadReader(git.Mirror());
        var first = await heads.ReadAsync(None);

        await git.Server.CommitAsync("infra", new Dictionary<string, string?> { ["state/app.enc"] = "x" }, "[ci skip] state");
        var second = await heads.ReadAsync(None);
        await git.Server.CommitAsync("infra", new Dictionary<string, string?> { ["stacks/app/main.tf"] = Infra.Deployment("app", "\"o/app:1.1.0\"") }, "by hand");
        var third = await heads.ReadAsync(None);

        second.Commit.ShouldNotBe(first.Commit);
        second.Scan.ShouldBeSameAs(first.Scan);
        third.Scan.Stacks.Single(s => s.Name == "app").Images.ShouldHaveSingleItem().Tag.ShouldBe("1.1.0");
    }

    [Fact]
    public async Task an_unreadable_catalog_is_asked_for_again_when_it_is_mended()
    {
        await using var git = await GitWorld.StartAsync(("upgrade-config.json", "{ \"services\": "));
        var heads = new HeadReader(git.Mirror());

        await Should.ThrowAsync<CatalogUnreadableException>(() => heads.ReadAsync(None));
        await git.Server.CommitAsync("infra", new Dictionary<string, string?> { ["upgrade-config.json"] = "{\"max_steps\":3}" }, "mended");

        (await heads.ReadAsync(None)).Catalog.MaxSteps.ShouldBe(3);
    }
}
