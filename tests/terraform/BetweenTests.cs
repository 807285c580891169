using Upgrades.Terraform;

namespace Upgrades.Tests.Terraform;

/// <summary>What was done is read off the two states it lies between.</summary>
public sealed class BetweenTests
{
    private static readonly TerraformOptions Options = new();

    public static TheoryData<string> Upgradable() => GoldenTests.Upgradable();

    [Theory]
    [MemberData(nameof(Upgradable))]
    public void the_edits_of_an_upgrade_are_found_again_in_both_directions(string name)
    {
        var test = GoldenCase.Read(name);
        var (before, after) = (TerraformEngine.Scan(GoldenCase.Files(name, "original"), Options), TerraformEngine.Scan(GoldenCase.Files(name, "expected"), Options));
        var planned = test.Plan(before);

        var (there, back) = (TerraformEngine.Between(before, after, test.Stack), TerraformEngine.Between(after, before, test.Stack));

        there.Refusal.ShouldBeNull();
        there.Edits.ShouldBe(planned.Edits, ignoreOrder: true);
        there.Images.ShouldBe(planned.Images);
        there.Charts.ShouldBe(planned.Charts);
        back.Edits.Select(e => (e.Site, e.OldText, e.NewText)).ShouldBe(planned.Edits.Select(e => (e.Site, e.NewText, e.OldText)), ignoreOrder: true);
    }

    [Theory]
    [InlineData("a comment too", "# now\n{0}", "1.1", "web", "more than versions")]
    [InlineData("a name too", "{0}", "1.1\"\n          command = \"x", "web", "more than versions")]
    [InlineData("nothing", "{0}", "1.0", "web", "no literal reads differently")]
    [InlineData("another stack's versions", "{0}", "1.1", "other", "would move too")]
    [InlineData("no stack at all", "{0}", "1.1", "nobody", "no such stack")]
    [InlineData("another image", "{0}", "1.1@", "web", "")]
    public void what_is_more_or_else_than_versions_of_the_stack_is_refused(string what, string frame, string version, string stack, string words)
    {
        SourceFile File(string name, string text) => new(Executor.Plans.Path(name), text);
        var other = File("other", Executor.Plans.Terraform("other", "1.0"));
        var before = TerraformEngine.Scan([File("web", Executor.Plans.Terraform("web", "1.0")), other], Options);
        var after = TerraformEngine.Scan([File("web", frame.Replace("{0}", Executor.Plans.Terraform("web", version), StringComparison.Ordinal)), other], Options);

        TerraformEngine.Between(before, after, stack).Refusal.ShouldNotBeNull(what).ShouldContain(words);
    }
}
