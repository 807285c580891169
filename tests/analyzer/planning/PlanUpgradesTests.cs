using System.Text;
using Upgrades.Analyzer.Planning;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Repository.Catalogs;
using Upgrades.Sandbox.GitHub;
using Upgrades.Terraform;

namespace Upgrades.Tests.Analyzer.Planning;

/// <summary>Planning as a library: no store, no bus, no git.</summary>
public sealed class PlanUpgradesTests : IAsyncLifetime
{
    private OutsideWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await OutsideWorld.StartAsync();
        _world.Registry.AddImage("o/app", ["1.0.0", "1.1.0", "1.2.0", "1.3.0", "2.0.0"]);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task two_versions_of_an_image_in_one_stack_move_together_step_by_step()
    {
        _world.GitHub.AddRepository("o/app", Releases("v1.1.0", "v1.2.0!", "v1.3.0"));

        var plan = await PlanAsync(Infra.Deployment("app", "\"o/app:1.0.0\"", "\"o/app:1.2.0\""), "1.3.0");

        plan.Steps.Select(s => $"{s.Version}: {string.Join(", ", s.Edits.Select(e => $"{e.OldText} {e.NewText}"))}")
            .ShouldBe(["1.1.0: o/app:1.0.0 o/app:1.1.0", "1.2.0: o/app:1.1.0 o/app:1.2.0", "1.3.0: o/app:1.2.0 o/app:1.3.0, o/app:1.2.0 o/app:1.3.0"]);
        plan.Images.Select(i => (i.From, i.To)).ShouldBe([("1.0.0", "1.3.0"), ("1.2.0", "1.3.0")]);
    }

    [Fact]
    public async Task the_operators_override_goes_before_everything_and_a_wrong_one_is_passed_over()
    {
        _world.GitHub.AddRepository("elsewhere/thing", Releases("v1.1.0"));
        _world.GitHub.AddRepository("o/app", Releases("v1.0.5", "v1.1.0"));

        (await PlanAsync(Catalog("elsewhere/thing"), "1.1.0")).Summary[0].ShouldBe("1 release from 1.0.0 to 1.1.0");
        (await PlanAsync(Catalog("elsewhere/gone"), "1.1.0")).Summary[0].ShouldBe("2 releases from 1.0.0 to 1.1.0");
        (await PlanAsync(Catalog("https://git.example.org/o/app"), "1.1.0")).Reasons.ShouldHaveSingleItem().Line!.ShouldContain("git.example.org");

        static string Catalog(string source) => "{\"github_repo_overrides\":{\"o/app\":\"" + source + "\"}}";
    }

    [Fact]
    public async Task the_label_leads_to_a_repository_of_another_name_and_a_rename_is_followed()
    {
        _world.Registry.AddImage("o/engine", ["1.0.0", "1.1.0"], new Dictionary<string, string> { ["org.opencontainers.image.source"] = "https://github.com/author/engine" });
        _world.GitHub.AddRepository("author/engine", Releases("v1.1.0"));
        _world.GitHub.Rename("author/engine", "author/motor");

        var plan = await PlanAllAsync(Infra.Deployment("app", "\"o/engine:1.0.0\""), "{}", "1.1.0", "o/engine");

        plan.Plans.ShouldHaveSingleItem().Risk.ShouldBe(Risk.Safe);
    }

    [Fact]
    public async Task a_changelog_file_speaks_where_no_release_does()
    {
        _world.GitHub.AddRepository("o/app", [], new Dictionary<string, string> { ["CHANGELOG.md"] = "# Changelog\n\n## [1.1.0]\n### Removed\n- The old door\n\n## [1.0.0]\n- First\n" });

        var reason = (await PlanAsync("{}", "1.1.0")).Reasons.ShouldHaveSingleItem();

        (reason.Rule, reason.Release, reason.Line, reason.Url).ShouldBe(("removed", "1.1.0", "Removed: The old door", "https://github.com/o/app/blob/HEAD/CHANGELOG.md?plain=1#L3"));
    }

    [Fact]
    public async Task releases_are_read_as_far_as_needed_and_no_further()
    {
        _world.GitHub.PageSize = 5;
        _world.GitHub.AddRepository("o/app", Releases([.. Enumerable.Range(0, 60).Select(i => $"v0.{i}.0"), "v1.0.0", "v1.1.0", "v1.2.0"]));

        (await PlanAsync("{}", "1.2.0")).Summary[0].ShouldBe("2 releases from 1.0.0 to 1.2.0");

        _world.GitHub.Requests.Count(r => r.Contains("/releases", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task without_a_source_the_risk_is_unknown_and_the_reason_said()
    {
        var plan = await PlanAsync("{}", "1.1.0");

        plan.Risk.ShouldBe(Risk.Unknown);
        plan.Summary.ShouldHaveSingleItem().ShouldBe("No release notes: there is no o/app (the name on docker.io) on GitHub");
        (plan.Window, plan.Steps.Count).ShouldBe((TimeSpan.FromMinutes(2), 1));
    }

    [Theory]
    [InlineData("""{"services":{"app":{"stepping":"direct"}}}""", "2.0.0")]
    [InlineData("""{"services":{"app":{"stepping":"breaking"}}}""", "1.2.0 2.0.0")]
    [InlineData("""{"services":{"app":{"stepping":"direct","waypoints":["1.3.0"]}}}""", "1.3.0 2.0.0")]
    [InlineData("""{"max_steps":3}""", "1.2.0 1.3.0 2.0.0")]
    [InlineData("""{"breaking_change_keywords":[]}""", "1.1.0 1.2.0 1.3.0 2.0.0")]
    public async Task the_catalog_decides_how_the_way_is_cut(string catalog, string expected)
    {
        _world.GitHub.AddRepository("o/app", Releases("v1.1.0", "v1.2.0!", "v1.3.0", "v2.0.0"));

        string.Join(' ', (await PlanAsync(catalog, "2.0.0")).Steps.Select(s => s.Version)).ShouldBe(expected);
    }

    [Fact]
    public async Task a_waypoint_that_is_not_there_closes_the_way() =>
        (await PlanAllAsync(Infra.Deployment("app", "\"o/app:1.0.0\""), """{"services":{"app":{"waypoints":["1.5.0"]}}}""", "2.0.0"))
            .Skips.ShouldHaveSingleItem().Reason.ShouldBe(SkipReason.TagNotInRegistry);

    [Theory]
    [InlineData("{}", "28.0.14 29.0.9 30.0.2", "waypoint")]
    [InlineData("""{"services":{"app":{"vendor_stops":false}}}""", "30.0.2", "")]
    [InlineData("""{"services":{"app":{"waypoints":["29"]}}}""", "29.0.9 30.0.2", "")]
    [InlineData("""{"services":{"app":{"waypoints":["29.0.1"],"vendor_stops":true}}}""", "28.0.14 29.0.1 29.0.9 30.0.2", "waypoint")]
    public async Task a_vendors_stops_hold_unless_the_operator_says_otherwise(string catalog, string expected, string rule)
    {
        _world.Registry.AddImage("library/nextcloud", ["27.0.1", "28.0.1", "28.0.14", "29.0.1", "29.0.9", "30.0.2"]);
        catalog = catalog.Replace("\"app\":{", "\"app\":{\"stepping\":\"direct\",", StringComparison.Ordinal);

        var plan = (await PlanAllAsync(Infra.Deployment("app", "\"nextcloud:27.0.1\""), catalog == "{}" ? """{"services":{"app":{"stepping":"direct"}}}""" : catalog, "30.0.2", "nextcloud")).Plans.ShouldHaveSingleItem();

        string.Join(' ', plan.Steps.Select(s => s.Version)).ShouldBe(expected);
        plan.Reasons.Select(r => r.Rule).Where(r => r == "waypoint").ShouldBe(rule.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task a_mirror_is_the_image_behind_it()
    {
        var plan = await PlanAllAsync(
            Infra.Deployment("app", "\"mirror.example/hub/o/app:1.0.0\""), """{"registry_mirrors":{"mirror.example/hub":"docker.io"}}""", "1.1.0", "mirror.example/hub/o/app");

        var made = plan.Plans.ShouldHaveSingleItem();
        made.Images[0].Image.ShouldBe("docker.io/o/app");
        made.Steps[0].Edits[0].NewText.ShouldBe("mirror.example/hub/o/app:1.1.0");
    }

    [Fact]
    public async Task the_catalogs_window_goes_before_the_risks() =>
        (await PlanAsync("""{"services":{"app":{"window_minutes":5}}}""", "1.1.0")).Window.ShouldBe(TimeSpan.FromMinutes(5));

    [Fact]
    public async Task always_stepping_makes_it_caution_without_a_word_of_notes()
    {
        var plan = await PlanAsync("""{"version_jump_always_step":["app"]}""", "1.3.0");

        plan.Risk.ShouldBe(Risk.Caution);
        plan.Steps.Select(s => s.Version).ShouldBe(["1.1.0", "1.2.0", "1.3.0"]);
    }

    private Task<UpgradePlanned> PlanAsync(string textOrCatalog, string tag) => textOrCatalog.StartsWith('{')
        ? OnlyAsync(Infra.Deployment("app", "\"o/app:1.0.0\""), textOrCatalog, tag)
        : OnlyAsync(textOrCatalog, "{}", tag);

    private async Task<UpgradePlanned> OnlyAsync(string text, string catalog, string tag) => (await PlanAllAsync(text, catalog, tag)).Plans.ShouldHaveSingleItem();

    private Task<UpdatePlan> PlanAllAsync(string text, string catalogText, string tag, string image = "o/app")
    {
        var reading = CatalogReader.Read("upgrade-config.json", Encoding.UTF8.GetBytes(catalogText));
        reading.Problems.ShouldBeEmpty();
        var head = new RepositoryHead
        {
            Name = "infra",
            Commit = "0123456789012345678901234567890123456789",
            Scan = TerraformEngine.Scan([new SourceFile("stacks/app/main.tf", text)], RepositoryHead.OptionsOf(reading.Catalog)),
            Catalog = reading.Catalog,
        };
        return _world.Get<PlanUpgrades>().PlanAsync(new UpdateRequest { Image = ImageReference.Parse(image), Tag = tag }, head, [], CancellationToken.None);
    }

    /// <summary>Oldest first; one with an exclamation mark warns.</summary>
    private static IEnumerable<ReleaseSpec> Releases(params IEnumerable<string> tags) =>
        tags.Select(t => new ReleaseSpec(t.TrimEnd('!'), t.EndsWith('!') ? "BREAKING: another door" : "Fixes"));
}
