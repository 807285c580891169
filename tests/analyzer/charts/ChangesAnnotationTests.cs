using Upgrades.Analyzer.Assessment;
using Upgrades.Analyzer.Charts;

namespace Upgrades.Tests.Analyzer.Charts;

public sealed class ChangesAnnotationTests
{
    [Theory]
    [InlineData("- kind: added\n  description: A door\n- kind: removed\n  description: The window\n- kind: added\n  description: |\n    A second\n    door\n", "### Removed\n\n- The window\n\n### Added\n\n- A door\n- A second door")]
    [InlineData("- A text\n- 'Another: one'\n", "- A text\n- Another: one")]
    [InlineData("- kind: invented\n  description: A thing\n  links: [{name: x, url: y}]\n", "- A thing")]
    [InlineData("- BREAKING: The value auth\n- kind: added\n  summary: Nothing\n", "- BREAKING: The value auth")]
    [InlineData("Just words", "Just words")]
    [InlineData("{a: b}", "{a: b}")]
    [InlineData("- [broken", "- [broken")]
    [InlineData("[]", null)]
    [InlineData("  ", null)]
    public void kinds_become_headings_and_words_stay(string annotation, string? expected) => ChangesAnnotation.ToMarkdown(annotation).ShouldBe(expected);

    [Fact]
    public void a_removal_warns_and_an_addition_does_not()
    {
        var keywords = new Keywords(["removed", "breaking"]);

        NoteJudge.Read(ChangesAnnotation.ToMarkdown("- kind: removed\n  description: The key auth.legacy\n")!, keywords).Warnings.ShouldHaveSingleItem().Rule.ShouldBe("removed");
        NoteJudge.Read(ChangesAnnotation.ToMarkdown("- kind: added\n  description: The key auth.modern\n")!, keywords).Warnings.ShouldBeEmpty();
    }
}
