using Upgrades.Contracts.Vocabulary;
using Upgrades.Standalone.Commands;
using Upgrades.Terraform;
using Upgrades.Tests.Terraform;

namespace Upgrades.Tests.Standalone;

public sealed class PlanCommandTests
{
    [Theory]
    [InlineData("1.3.0", "upgrade")]
    [InlineData("1.2.3", "already current")]
    [InlineData("1.2.2", "would be a downgrade")]
    [InlineData("1.3.0-rc.1", "not comparable: a prerelease")]
    [InlineData("v1.3.0", "not comparable: another shape of tag, or one that moves")]
    [InlineData("latest", "not comparable: another shape of tag, or one that moves")]
    public void each_stack_is_told_what_would_happen(string tag, string verdict)
    {
        var entry = Plan("literal-tag", "ghcr.io/example/app", tag).ShouldHaveSingleItem();

        (entry.Stack, entry.From, entry.Verdict).ShouldBe(("app", "1.2.3", verdict));
        (entry.Edits.Count > 0).ShouldBe(verdict == "upgrade");
    }

    [Fact]
    public void each_version_of_an_image_in_a_stack_is_looked_at_for_itself() =>
        Plan("module-input-of-one-of-two-callers", "quay.io/example/keys", "26.3.0").Select(e => (e.From, e.Verdict))
            .ShouldBe([("26.3.0", "already current"), ("26.2.0", "upgrade")]);

    [Fact]
    public void an_image_that_nobody_uses_is_in_no_stack() => Plan("literal-tag", "docker.io/library/nginx", "1.27.0").ShouldBeEmpty();

    private static IReadOnlyList<PlanCommand.Entry> Plan(string golden, string image, string tag) =>
        PlanCommand.Plan(TerraformEngine.Scan(GoldenCase.Files(golden, "original"), new TerraformOptions()), ImageReference.Parse(image), tag, digest: null);
}
