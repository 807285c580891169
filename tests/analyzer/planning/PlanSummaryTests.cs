using System.Text;
using Upgrades.Analyzer.Planning;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Repository.Catalogs;
using Upgrades.Sandbox.GitHub;
using Upgrades.Terraform;

namespace Upgrades.Tests.Analyzer.Planning;

/// <summary>The three lines that a person reads, and the configuration that warnings name.</summary>
public sealed class PlanSummaryTests : IAsyncLifetime
{
    private OutsideWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await OutsideWorld.StartAsync();
        _world.Registry.AddImage("o/app", ["1.0.0", "1.1.0", "1.2.0", "1.3.0"]);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task what_the_stack_sets_and_a_release_removes_comes_first()
    {
        Release("v1.1.0", "### Added\n- A door");
        Release("v1.2.0", "### Breaking changes\n- `DOOR_PORT` has been removed, use `GATE_PORT`");

        var plan = await PlanAsync("1.2.0", MainFile("DOOR_PORT"), ("stacks/app/values.yaml", "# DOOR_PORT: 1\ndoor:\n  DOOR_PORT: 80\n"));

        plan.Summary.ShouldBe([
            "Sets DOOR_PORT, which v1.2.0 removes: stacks/app/main.tf:14 and 1 more",
            "2 releases from 1.0.0 to 1.2.0, 1 of them breaking; in 2 steps",
            "v1.2.0: DOOR_PORT has been removed, use GATE_PORT"]);
        var mention = plan.Configuration[0];
        (mention.Name, mention.Release, mention.Line, mention.Url).ShouldBe(("DOOR_PORT", "v1.2.0", "DOOR_PORT has been removed, use GATE_PORT", "https://github.com/o/app/releases/tag/v1.2.0"));
        mention.SetAt.ShouldBe(["stacks/app/main.tf:14", "stacks/app/values.yaml:3"]);
        plan.Configuration[1].ShouldSatisfyAllConditions(c => c.Name.ShouldBe("GATE_PORT"), c => c.SetAt.ShouldBeEmpty());
    }

    [Theory]
    [InlineData("# DOOR_PORT is not set any more")]
    [InlineData("// DOOR_PORT")]
    [InlineData("/* a\n DOOR_PORT */")]
    [InlineData("locals { x = \"MY_DOOR_PORT\" }")]
    [InlineData("locals { x = \"DOOR_PORTS\" }")]
    [InlineData("locals {\n  x = <<-EOT\n    # DOOR_PORT: 1\n  EOT\n}")]
    public async Task comments_and_other_names_set_nothing(string text)
    {
        Release("v1.1.0", "BREAKING: DOOR_PORT is gone");

        var plan = await PlanAsync("1.1.0", MainFile("OTHER") + text + "\n");

        plan.Configuration.ShouldHaveSingleItem().SetAt.ShouldBeEmpty();
        plan.Summary.ShouldBe(["1 release from 1.0.0 to 1.1.0, breaking", "v1.1.0: BREAKING: DOOR_PORT is gone", "the notes name DOOR_PORT; this stack does not set it"]);
    }

    [Fact]
    public async Task modules_that_the_stack_calls_are_looked_at_and_other_stacks_are_not()
    {
        Release("v1.1.0", "BREAKING: `--old-flag` and `door.port` are gone");

        var plan = await PlanAsync(
            "1.1.0", MainFile("OTHER") + "module \"m\" {\n  source = \"../../modules/m\"\n}\n",
            ("modules/m/main.tf", "locals {\n  args = [\"--old-flag=1\"] # and\n}\n"), ("stacks/other/main.tf", "locals { a = \"door.port\" }\n"));

        plan.Configuration.Select(c => $"{c.Name}: {string.Join(' ', c.SetAt)}").ShouldBe(["--old-flag: modules/m/main.tf:2", "door.port: "]);
    }

    [Fact]
    public async Task five_places_and_twenty_names_are_enough_and_what_is_set_comes_first()
    {
        Release("v1.1.0", string.Concat(Enumerable.Range(10, 20).Select(i => $"- BREAKING: OLD_{i} and NEW_{i} changed\n")));

        var plan = await PlanAsync("1.1.0", MainFile("NEW_15") + string.Concat(Enumerable.Range(0, 9).Select(i => $"locals {{ a{i} = \"NEW_15\" }}\n")));

        plan.Configuration.Count.ShouldBe(20);
        (plan.Configuration[0].Name, plan.Configuration[0].SetAt.Count).ShouldBe(("NEW_15", 5));
    }

    [Fact]
    public async Task without_a_warning_the_news_are_told_in_the_words_of_the_notes()
    {
        Release("v1.1.0", "### Added\n- Doors can be sorted\n### Fixed\n- A window");
        Release("v1.2.0", "- Faster hinges");

        (await PlanAsync("1.2.0", MainFile("OTHER"))).Summary.ShouldBe(["2 releases from 1.0.0 to 1.2.0", "v1.1.0: Doors can be sorted; v1.2.0: Faster hinges"]);
    }

    [Fact]
    public async Task four_things_to_say_are_three_lines_and_none_is_too_long()
    {
        Release("v1.1.0", string.Concat(Enumerable.Range(0, 9).Select(i => $"- BREAKING: DOOR_PORT is gone, number {i}, {new string('x', 400)}\n")));

        var plan = await PlanAsync("1.1.0", MainFile("DOOR_PORT"), catalog: """{"db_backed_services":{"app":{"type":"postgresql","dedicated":true}}}""");

        plan.Summary.Count.ShouldBe(3);
        plan.Summary.ShouldAllBe(l => l.Length <= 300);
        plan.Summary[1].ShouldBe("1 release from 1.0.0 to 1.1.0, breaking; has a database, but no CronJob that backs it up is known");
    }

    [Fact]
    public async Task what_does_not_count_is_in_the_plan()
    {
        Release("v1.1.0", "No breaking changes");

        var aside = (await PlanAsync("1.1.0", MainFile("OTHER"))).SetAside.ShouldHaveSingleItem();

        (aside.Rule, aside.Release, aside.Why).ShouldBe(("breaking", "v1.1.0", "the text denies it"));
    }

    private readonly List<ReleaseSpec> _releases = [];

    private void Release(string tag, string body) => _releases.Add(new ReleaseSpec(tag, body));

    private static string MainFile(string variable) => Infra.DeploymentWith($"# {variable}", "app", $"\"o/app:1.0.0\"\n          env {{\n            name = \"{variable}\"\n          }}");

    private Task<UpgradePlanned> PlanAsync(string tag, string main, params (string Path, string Text)[] others) => PlanAsync(tag, main, "{}", others);

    private async Task<UpgradePlanned> PlanAsync(string tag, string main, string catalog, params (string Path, string Text)[] others)
    {
        _world.GitHub.AddRepository("o/app", _releases);
        var reading = CatalogReader.Read("upgrade-config.json", Encoding.UTF8.GetBytes(catalog));
        SourceFile[] files = [new("stacks/app/main.tf", main), .. others.Select(o => new SourceFile(o.Path, o.Text))];
        var head = new RepositoryHead
        {
            Name = "infra",
            Commit = "0123456789012345678901234567890123456789",
            Scan = TerraformEngine.Scan(files, RepositoryHead.OptionsOf(reading.Catalog)),
            Catalog = reading.Catalog,
        };
        return (await _world.Get<PlanUpgrades>().PlanAsync(new UpdateRequest { Image = ImageReference.Parse("o/app"), Tag = tag }, head, [], CancellationToken.None)).Plans.ShouldHaveSingleItem();
    }
}
