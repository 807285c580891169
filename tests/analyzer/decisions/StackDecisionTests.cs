using Upgrades.Analyzer.Decisions;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Tests.Analyzer.Decisions;

public sealed class StackDecisionTests
{
    private const string Old = "sha256:0000000000000000000000000000000000000000000000000000000000000000";
    private const string New = "sha256:1111111111111111111111111111111111111111111111111111111111111111";

    [Theory]
    [InlineData("a/b:1.0.0", "1.1.0", null)]
    [InlineData("a/b:v1.0.0", "v2.0.0", null)]
    [InlineData("a/b:4.6.3-r1", "4.10.0-r1", null)]
    [InlineData("a/b:1.1.0-rc.1", "1.1.0-rc.2", null)]
    [InlineData("a/b:1.0.0@" + Old, "1.1.0", null)]
    [InlineData("a/b:1.1.0", "1.1.0", SkipReason.AlreadyCurrent)]
    [InlineData("a/b:1.2.0", "1.1.0", SkipReason.WouldDowngrade)]
    [InlineData("a/b:1.0.0", "v1.1.0", SkipReason.NotComparable)]
    [InlineData("a/b:1.0.0-alpine", "1.1.0", SkipReason.NotComparable)]
    [InlineData("a/b:1.0.0", "1.1.0-rc.1", SkipReason.NotComparable)]
    [InlineData("a/b:1.0", "1.1.0", SkipReason.NotComparable)]
    [InlineData("a/b:stable", "1.1.0", SkipReason.Unpinned)]
    [InlineData("a/b:16", "16", SkipReason.Unpinned)]
    [InlineData("a/b", "1.1.0", SkipReason.Unpinned)]
    [InlineData("a/b@" + Old, "1.1.0", SkipReason.NotComparable)]
    public void a_stack_moves_or_is_told_why_not(string written, string to, SkipReason? expected) =>
        ReasonOf(Infra.Deployment("app", $"\"{written}\""), to).ShouldBe(expected);

    [Theory]
    [InlineData("a/b:1.0.0@" + Old, New, "update", null)]
    [InlineData("a/b:1.0.0@" + Old, Old, "update", SkipReason.AlreadyCurrent)]
    [InlineData("a/b:1.0.0@" + Old, null, "update", SkipReason.AlreadyCurrent)]
    [InlineData("a/b:1.0.0", New, "update", SkipReason.DigestNotPinned)]
    [InlineData("a/b:1.0.0", New, "new", SkipReason.AlreadyCurrent)]
    [InlineData("a/b:1.0.0", null, "update", SkipReason.AlreadyCurrent)]
    public void a_new_digest_of_the_same_tag_matters_where_one_is_pinned(string written, string? digest, string status, SkipReason? expected) =>
        ReasonOf(Infra.Deployment("app", $"\"{written}\""), "1.0.0", digest, status).ShouldBe(expected);

    [Fact]
    public void what_terraform_ignores_is_left_alone() =>
        ReasonOf(Infra.DeploymentWith("lifecycle {\n    ignore_changes = [spec[0].template[0].spec[0].container[0].image]\n  }", "app", "\"a/b:1.0.0\""), "1.1.0")
            .ShouldBe(SkipReason.IgnoredByTerraform);

    [Theory]
    [InlineData("\"other/image:1.0.0\"", null)]
    [InlineData("format(\"a/b:%s\", data.x.y)", SkipReason.Unresolved)]
    public void an_expression_that_names_the_image_is_unresolved_and_others_are_none_of_our_business(string expression, SkipReason? expected) =>
        ((StackDecision.Decide(Infra.Stack(Infra.Deployment("app", expression)), ImageReference.Parse("a/b:1.1.0"), "new") as StackDecision.Skip)?.Reason).ShouldBe(expected);

    [Fact]
    public void every_older_version_in_a_stack_moves_and_the_rest_is_said()
    {
        var stack = Infra.Stack(Infra.Deployment("app", "\"a/b:1.2.0\"", "\"a/b:1.1.0\"", "\"a/b:stable\"", "\"a/b:2.0.0\"", "\"a/b:1.1.0\""));

        var move = StackDecision.Decide(stack, ImageReference.Parse("a/b:2.0.0"), "new").ShouldBeOfType<StackDecision.Move>();

        move.Froms.ShouldBe(["1.1.0", "1.2.0"]);
        move.Left.ShouldHaveSingleItem().ShouldContain("stable");
    }

    private static SkipReason? ReasonOf(string text, string to, string? digest = null, string? status = "new") =>
        StackDecision.Decide(Infra.Stack(text), ImageReference.Parse("a/b").WithTag(to, digest), status) switch
        {
            StackDecision.Skip skip => skip.Reason,
            StackDecision.Move => null,
            _ => throw new InvalidOperationException("the stack holds the image"),
        };
}
