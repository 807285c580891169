using System.Text.Json.Nodes;
using Upgrades.Analyzer.Outside;
using Upgrades.Analyzer.Registry;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Tests.Analyzer.Registry;

/// <summary>The client against the registry that most registries are made from, open and by password.</summary>
[Trait("Length", "long")]
public sealed class RealRegistryTests
{
    private const string SourceLabel = "org.opencontainers.image.source";
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly ImageReference App = ImageReference.Parse("registry.example/o/app");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task an_image_is_found_with_its_platforms_labels_and_tags(bool byPassword)
    {
        await using var registry = await RealRegistry.StartAsync(byPassword);
        await using var world = await WorldAsync(registry, byPassword ? RealRegistry.Password : null);
        var digest = await registry.PushAsync("o/app", "1.0.0", new JsonObject { [SourceLabel] = "https://github.com/o/app" }, "linux/amd64", "linux/arm64");
        // More than one page, for a registry that has pages.
        const int More = 1004;
        await Parallel.ForEachAsync(Enumerable.Range(1, More), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) => await registry.TagAsync("o/app", $"1.0.{i}"));
        var client = world.Get<RegistryClient>();

        (await client.LookUpAsync(App, "1.0.0", None)).ShouldBe(new TagLookup.Found(digest));
        (await client.LookUpAsync(App, "9.9.9", None)).ShouldBeOfType<TagLookup.Missing>().Detail.ShouldContain("is not in its registry");
        (await client.LookUpAsync(ImageReference.Parse("registry.example/o/none"), "1.0.0", None)).ShouldBeOfType<TagLookup.Missing>().Detail.ShouldContain("is not in its registry");
        (await client.LabelsAsync(App, digest, None)).ShouldContainKeyAndValue(SourceLabel, "https://github.com/o/app");
        (await client.TagsAsync(App, None)).Order(StringComparer.Ordinal)
            .ShouldBe(Enumerable.Range(0, More + 1).Select(i => $"1.0.{i}").Order(StringComparer.Ordinal));
        (await client.TagsAsync(ImageReference.Parse("registry.example/o/none"), None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task an_image_for_other_platforms_only_is_not_there_for_us()
    {
        await using var registry = await RealRegistry.StartAsync(byPassword: false);
        await using var world = await WorldAsync(registry, password: null);
        await registry.PushAsync("o/app", "1.0.0", [], "linux/arm64", "windows/amd64");

        (await world.Get<RegistryClient>().LookUpAsync(App, "1.0.0", None)).ShouldBeOfType<TagLookup.Missing>().Detail
            .ShouldContain("not there for linux/amd64, only for linux/arm64, windows/amd64");
    }

    [Fact]
    public async Task without_a_password_nothing_is_seen_and_a_wrong_one_is_loud()
    {
        await using var registry = await RealRegistry.StartAsync(byPassword: true);
        await registry.PushAsync("o/app", "1.0.0", [], "linux/amd64");
        await using var stranger = await WorldAsync(registry, password: null);
        await using var mistaken = await WorldAsync(registry, "wrong");

        (await stranger.Get<RegistryClient>().LookUpAsync(App, "1.0.0", None)).ShouldBeOfType<TagLookup.Missing>().Detail.ShouldContain("not permitted to see it (401)");
        (await Should.ThrowAsync<OutsideUnavailableException>(() => mistaken.Get<RegistryClient>().LookUpAsync(App, "1.0.0", None)))
            .Message.ShouldContain("UPGRADES__REGISTRY__HOSTS");
    }

    private static async Task<OutsideWorld> WorldAsync(RealRegistry registry, string? password)
    {
        var world = await OutsideWorld.StartAsync();
        world.Settings["Registry:Hosts:0:Url"] = registry.Address.ToString();
        world.Settings["Registry:Hosts:0:Username"] = password is null ? null : RealRegistry.User;
        world.Settings["Registry:Hosts:0:Password"] = password;
        return world;
    }
}
