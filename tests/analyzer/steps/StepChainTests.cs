using Upgrades.Analyzer.Steps;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Terraform;

namespace Upgrades.Tests.Analyzer.Steps;

public sealed class StepChainTests
{
    private const string SharedVersion =
        """
        variable "version" {
          default = "v1.0.0"
        }

        """;

    [Fact]
    public void each_step_starts_with_the_text_that_the_one_before_leaves()
    {
        var scan = Infra.Scan(("stacks/app/main.tf", SharedVersion + Infra.Deployment("app", "\"a/server:${var.version}\"", "\"a/learning:${var.version}-cuda\"")));

        var (steps, refusal) = StepChain.Link(["v1.1.0", "v2.0.0"], [Way(scan, "a/server", "v1.0.0", "v1.1.0", "v2.0.0")]);

        refusal.ShouldBeNull();
        steps.Select(s => (s.Number, s.Version, s.Edits.ShouldHaveSingleItem().OldText, s.Edits[0].NewText))
            .ShouldBe([(1, "v1.1.0", "v1.0.0", "v1.1.0"), (2, "v2.0.0", "v1.1.0", "v2.0.0")]);
        steps[1].Images.Select(i => (i.Image, i.From, i.To)).ShouldBe([
            ("docker.io/a/server", "v1.1.0", "v2.0.0"), ("docker.io/a/learning", "v1.1.0-cuda", "v2.0.0-cuda")]);
    }

    [Fact]
    public void every_step_can_be_made_on_what_the_one_before_left()
    {
        var files = new List<SourceFile> { new("stacks/app/main.tf", Infra.Deployment("app", "\"a/b:1.0.0\"", "\"a/b:1.1.0\"")) };
        var scan = TerraformEngine.Scan(files, new TerraformOptions());
        var (steps, _) = StepChain.Link(
            ["1.1.0", "1.2.0"], [Way(scan, "a/b", "1.0.0", "1.1.0", "1.2.0"), [null, .. Way(scan, "a/b", "1.1.0", "1.2.0")]]);

        foreach (var step in steps)
        {
            files = [.. TerraformEngine.Apply(TerraformEngine.Scan(files, new TerraformOptions()), "app", step.Edits).ShouldBeOfType<EditResult.Edited>().Files];
        }

        files[0].Text.ShouldBe(Infra.Deployment("app", "\"a/b:1.2.0\"", "\"a/b:1.2.0\""));
        steps.Select(s => s.Edits.Count).ShouldBe([1, 2]);
    }

    [Fact]
    public void changes_in_other_places_do_not_follow_one_another()
    {
        var one = new StackChange { Edits = [Edit("main.tf#a", "1.0", "1.1")] };
        var other = new StackChange { Edits = [Edit("main.tf#b", "1.0", "1.2")] };

        StepChain.Link(["1.1", "1.2"], [[one, other]]).Refusal!.ShouldContain("1.2");
    }

    [Fact]
    public void a_place_cannot_be_edited_twice_in_a_step()
    {
        var one = new StackChange { Edits = [Edit("main.tf#a", "1.0", "1.2")] };

        StepChain.Link(["1.2"], [[one], [one]]).Refusal.ShouldNotBeNull();
    }

    private static IReadOnlyList<StackChange> Way(RepositoryScan scan, string image, string from, params string[] stops) =>
        [.. stops.Select(stop => TerraformEngine.PlanImage(scan, scan.Stacks[0], ImageReference.Parse(image), from, stop, null))];

    private static SiteEdit Edit(string site, string old, string now) => new() { Site = site, File = "main.tf", Line = 1, OldText = old, NewText = now };
}
