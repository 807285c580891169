using Upgrades.Analyzer.Charts;
using Upgrades.Analyzer.Decisions;
using Upgrades.Analyzer.Outside;
using Upgrades.Sandbox.Charts;

namespace Upgrades.Tests.Analyzer.Charts;

public sealed class OciChartsTests : IAsyncLifetime
{
    private OutsideWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await OutsideWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task versions_are_tags_and_what_they_bring_is_the_config()
    {
        _world.Registry.AddChart("example/charts/web", new ChartSpec("1.0.0", "1.10"), new ChartSpec("1.1.0+up2", "v2.0", "- A door", "https://example.org", ["https://github.com/o/web"], Deprecated: true));
        _world.Registry.AddTag("example/charts/web", "latest");
        _world.Registry.AddTag("example/charts/web", $"sha256-{new string('0', 64)}.sig");

        var listing = (await FindAsync()).ShouldBeOfType<ChartLookup.Found>().Listing;

        listing.Versions.ShouldBe(["1.0.0", "1.1.0+up2"]);
        (await listing.ReadAsync("1.0.0", CancellationToken.None))!.AppVersion.ShouldBe("1.10");
        (await listing.ReadAsync("1.1.0+up2", CancellationToken.None)).ShouldNotBeNull().ShouldSatisfyAllConditions(
            e => e.AppVersion.ShouldBe("v2.0"), e => e.Home.ShouldBe("https://example.org"), e => e.Sources.ShouldBe(["https://github.com/o/web"]),
            e => e.Deprecated.ShouldBeTrue(), e => e.Changes.ShouldBe("- A door"));
    }

    [Fact]
    public async Task an_image_under_a_charts_name_is_no_chart()
    {
        _world.Registry.AddImage("example/charts/web", ["1.0.0"], platforms: []);

        (await (await FindAsync()).ShouldBeOfType<ChartLookup.Found>().Listing.ReadAsync("1.0.0", CancellationToken.None)).ShouldBeNull();
    }

    [Theory]
    [InlineData("oci://ghcr.io/example/charts", "has no versions")]
    [InlineData("oci://ghcr.io/Example/Charts", "is not an OCI image reference")]
    public async Task what_is_not_there_is_said(string repository, string expected) => (await FindAsync(repository)).ShouldBeOfType<ChartLookup.Missing>().Detail.ShouldContain(expected);

    [Fact]
    public async Task an_outage_of_the_registry_is_no_answer()
    {
        _world.Registry.AnswerNext(503, "");

        await Should.ThrowAsync<OutsideUnavailableException>(() => FindAsync());
    }

    private Task<ChartLookup> FindAsync(string repository = "oci://ghcr.io/example/charts") => _world.Get<ChartRepositories>().FindAsync(
        ChartName.TryRead("web", repository, out var name) ? name : throw new InvalidOperationException(), CancellationToken.None);
}
