using System.Text;
using Upgrades.Analyzer.Planning;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Repository.Catalogs;
using Upgrades.Sandbox.GitHub;
using Upgrades.Terraform;

namespace Upgrades.Tests.Analyzer.Planning;

/// <summary>The catalog's groups: no store, no bus, no git.</summary>
public sealed class MoveTogetherTests : IAsyncLifetime
{
    private const string Group = """{"move_together":[["o/server","o/ml"]]}""";
    private OutsideWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await OutsideWorld.StartAsync();
        _world.GitHub.AddRepository("o/server", [new ReleaseSpec("v1.1.0", "Fixes"), new ReleaseSpec("v1.2.0", "BREAKING: another door"), new ReleaseSpec("v2.0.0", "Fixes")]);
        _world.GitHub.AddRepository("o/ml", [new ReleaseSpec("v1.1.0", "Removed: an old model"), new ReleaseSpec("v2.0.0", "Fixes")]);
        _world.Registry.AddImage("o/server", ["v1.0.0", "v1.1.0", "v1.2.0", "v2.0.0"]);
        _world.Registry.AddImage("o/ml", ["v1.0.0-cuda", "v1.1.0-cuda", "v2.0.0-cuda", "v1.1.0"]);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("o/server", "v1.1.0")]
    [InlineData("o/ml", "v1.1.0-cuda")]
    public async Task whichever_is_heard_of_it_is_the_same_upgrade_with_the_risk_of_both(string image, string tag)
    {
        var plan = (await PlanAsync(image, tag, Infra.Deployment("app", "\"o/server:v1.0.0\"", "\"o/ml:v1.0.0-cuda\""))).Plans.ShouldHaveSingleItem();

        plan.UpgradeId.ShouldBe(Upgrades.Contracts.Identity.Upgrade("infra", "app", [("docker.io/o/server", "v1.1.0"), ("docker.io/o/ml", "v1.1.0-cuda")], 0));
        plan.Risk.ShouldBe(Risk.Caution);
        plan.Reasons.Select(r => r.Line).ShouldContain("Removed: an old model");
    }

    [Fact]
    public async Task they_stop_together_and_where_one_of_them_is_not_there_neither_stops()
    {
        var plan = (await PlanAsync("o/server", "v2.0.0", Infra.Deployment("app", "\"o/server:v1.0.0\"", "\"o/ml:v1.0.0-cuda\""))).Plans.ShouldHaveSingleItem();

        plan.Steps.Select(s => string.Join(", ", s.Edits.Select(e => $"{e.OldText} {e.NewText}"))).ShouldBe(
        [
            "o/server:v1.0.0 o/server:v1.1.0, o/ml:v1.0.0-cuda o/ml:v1.1.0-cuda",
            "o/server:v1.1.0 o/server:v2.0.0, o/ml:v1.1.0-cuda o/ml:v2.0.0-cuda",
        ]);
        plan.Summary[^1].ShouldContain("1 release jumped over");
    }

    [Fact]
    public async Task one_that_is_ahead_joins_where_it_is_reached()
    {
        var plan = (await PlanAsync("o/server", "v2.0.0", Infra.Deployment("app", "\"o/server:v1.0.0\"", "\"o/ml:v1.1.0-cuda\""))).Plans.ShouldHaveSingleItem();

        plan.Steps.Select(s => (s.Version, s.Images.Count)).ShouldBe([("v1.1.0", 1), ("v2.0.0", 2)]);
    }

    [Theory]
    [InlineData("\"o/ml:v1.1.0-cuda\"", "v1.1.0", 1)]
    [InlineData("\"o/ml:2024.1\"", "v1.1.0", 1)]
    [InlineData("\"o/ml:latest\"", "v1.1.0", 1)]
    [InlineData("\"o/ml:v1.0.0\"", "v1.1.0", 2)]
    public async Task one_without_a_comparable_older_version_stays(string ml, string tag, int images) =>
        (await PlanAsync("o/server", tag, Infra.Deployment("app", "\"o/server:v1.0.0\"", ml))).Plans.ShouldHaveSingleItem().Images.Count.ShouldBe(images);

    [Fact]
    public async Task one_whose_tag_is_missing_holds_all_back_and_is_named()
    {
        var skip = (await PlanAsync("o/server", "v1.2.0", Infra.Deployment("app", "\"o/server:v1.0.0\"", "\"o/ml:v1.0.0-cuda\""))).Skips.ShouldHaveSingleItem();

        skip.Reason.ShouldBe(SkipReason.TagNotInRegistry);
        skip.Detail.ShouldStartWith("docker.io/o/ml moves together with docker.io/o/server, and ");
        skip.Detail.ShouldContain("v1.2.0-cuda");
    }

    [Fact]
    public async Task one_whose_version_failed_holds_all_back()
    {
        var skip = (await PlanAsync("o/server", "v1.1.0", Infra.Deployment("app", "\"o/server:v1.0.0\"", "\"o/ml:v1.0.0-cuda\""), new QuarantinedVersion("app", "docker.io/o/ml", "v1.1.0-cuda")))
            .Skips.ShouldHaveSingleItem();

        skip.Reason.ShouldBe(SkipReason.Quarantined);
    }

    private Task<UpdatePlan> PlanAsync(string image, string tag, string text, params QuarantinedVersion[] failed)
    {
        var catalog = CatalogReader.Read("upgrade-config.json", Encoding.UTF8.GetBytes(Group)).Catalog;
        var head = new RepositoryHead
        {
            Name = "infra",
            Commit = "0123456789012345678901234567890123456789",
            Scan = TerraformEngine.Scan([new SourceFile("stacks/app/main.tf", text)], RepositoryHead.OptionsOf(catalog)),
            Catalog = catalog,
        };
        return _world.Get<PlanUpgrades>().PlanAsync(new UpdateRequest { Image = ImageReference.Parse(image), Tag = tag }, head, failed, CancellationToken.None);
    }
}
