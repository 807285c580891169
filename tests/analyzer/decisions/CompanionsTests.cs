using Upgrades.Analyzer.Decisions;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Tests.Analyzer.Decisions;

public sealed class CompanionsTests
{
    [Theory]
    [InlineData("1.0.0", "1.1.0", "1.1.0")]
    [InlineData("v2.7.4-cuda", "v2.7.5", "v2.7.5-cuda")]
    [InlineData("1.0.0", "v1.1.0", "1.1.0")]
    [InlineData("1.0.0-alpine", "1.1.0-debian", "1.1.0-alpine")]
    [InlineData("1.1.0", "1.1.0", null)]
    [InlineData("1.2.0", "1.1.0", null)]
    [InlineData("1.2.0-cuda", "1.1.0", null)]
    [InlineData("1.0", "1.1.0", null)]
    [InlineData("latest", "1.1.0", null)]
    [InlineData("2024.5.6", "3.0.0", null)]
    [InlineData("1.0.0-rc.1", "1.1.0", "1.1.0")]
    public void a_companion_goes_to_the_same_version_in_its_own_spelling(string current, string target, string? expected) =>
        Companions.TagFor(current, target).ShouldBe(expected);

    [Fact]
    public void images_at_the_version_are_found_unless_they_move_anyhow_or_cannot()
    {
        var stack = Infra.Stack(
            Infra.Deployment("a", "\"o/a:1.0.0\"", "\"o/b:v1.0.0-cuda\"", "\"o/c:1.0.0\"", "\"o/d:1.1.0\"", "\"o/f:latest\"")
            + Infra.DeploymentWith("lifecycle {\n ignore_changes = [spec[0].template[0].spec[0].container[0].image]\n}", "e", "\"o/e:1.0.0\""));

        Companions.AtVersion(stack, "docker.io/o/a", ["1.0.0"], [new ImageChange { Image = "docker.io/o/c", From = "1.0.0", To = "1.1.0" }]).ShouldBe(["docker.io/o/b"]);
        Companions.AtVersion(stack, "docker.io/o/a", [], []).ShouldBeEmpty();
    }
}
