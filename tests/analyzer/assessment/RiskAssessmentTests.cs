using Upgrades.Analyzer.Assessment;
using Upgrades.Analyzer.Releases;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Repository.Catalogs;
using Upgrades.Tests.Analyzer.Releases;

namespace Upgrades.Tests.Analyzer.Assessment;

public sealed class RiskAssessmentTests
{
    private static readonly Keywords Keywords = new(Catalog.DefaultKeywords);

    [Theory]
    [InlineData("2.32.1", "2.33.1", "Fixes", false, Risk.Safe)]
    [InlineData("v0.7.2", "v0.8.12", "Fixes", false, Risk.Safe)]
    [InlineData("v0.7.2", "v0.8.12", "BREAKING: new door", false, Risk.Caution)]
    [InlineData("0.9.9", "1.0.1", "Fixes", false, Risk.Caution)]
    [InlineData("8.2.3", "9.3.1", "Fixes", false, Risk.Caution)]
    [InlineData("4.6.3-r1", "4.10.0-r1", "Fixes", false, Risk.Safe)]
    [InlineData("MatriX.140", "MatriX.141", "Fixes", false, Risk.Safe)]
    [InlineData("2.16.4", "2.20.14", "Removed a flag", false, Risk.Caution)]
    [InlineData("2.7.4", "2.7.5", "Fixes", true, Risk.Caution)]
    [InlineData("2.7.4", "2.7.5", null, false, Risk.Unknown)]
    [InlineData("2.7.4", "2.7.5", null, true, Risk.Caution)]
    [InlineData("2.7.4", "3.0.0", null, false, Risk.Caution)]
    public void the_first_rule_that_holds_decides(string from, string to, string? text, bool alwaysSteps, Risk expected) =>
        Of(from, to, text is null ? ReleaseNotes.None("no changelog") : Notes((to, text)), alwaysSteps).Risk.ShouldBe(expected);

    [Fact]
    public void a_major_bump_is_a_reason_by_itself() =>
        Of("0.9.9", "1.0.1", Notes(("1.0.1", "Fixes"))).Reasons.ShouldHaveSingleItem().ShouldBe(new RiskReason { Rule = "major-version", Line = "0.9.9 to 1.0.1" });

    [Fact]
    public void each_hit_is_cited_with_release_line_and_address()
    {
        var risk = Of("1.0.0", "1.2.0", Notes(("1.1.0", "- Removed the old door\n- Renamed PORT"), ("1.2.0", "Fixes")));

        risk.Reasons.Select(r => (r.Rule, r.Release, r.Line, r.Url)).ShouldBe([
            ("removed", "1.1.0", "Removed the old door", "https://example.org/1.1.0"), ("renamed", "1.1.0", "Renamed PORT", "https://example.org/1.1.0")]);
        risk.Breaking.ShouldBe(["1.1.0"]);
    }

    [Fact]
    public void notes_that_are_not_complete_do_not_make_it_safe() =>
        Of("1.0.0", "1.2.0", Notes(("1.1.0", "Fixes")) with { Missing = "there is no release for 1.2.0" }).Reasons.ShouldHaveSingleItem().Line!.ShouldContain("1.2.0");

    [Fact]
    public void twenty_reasons_are_enough_and_every_release_is_heard()
    {
        var many = string.Join("\n\n", Enumerable.Range(0, 30).Select(i => $"Removed thing {i}"));

        var risk = Of("1.0.0", "1.3.0", Notes(("1.1.0", many), ("1.2.0", many), ("1.3.0", "Renamed PORT")));

        risk.Reasons.Count.ShouldBe(20);
        risk.Reasons.Select(r => r.Release).Distinct().ShouldBe(["1.1.0", "1.2.0", "1.3.0"]);
    }

    [Fact]
    public void what_does_not_count_is_shown_with_release_reason_and_address()
    {
        var risk = Of("1.0.0", "1.1.0", Notes(("1.1.0", "No breaking changes")));

        risk.Risk.ShouldBe(Risk.Safe);
        risk.SetAside.ShouldHaveSingleItem().ShouldBe(new SetAsideHit
        {
            Rule = "breaking", Release = "1.1.0", Line = "No breaking changes", Url = "https://example.org/1.1.0", Why = "the text denies it",
        });
    }

    [Fact]
    public void twenty_that_do_not_count_are_enough_and_every_release_is_heard()
    {
        var many = string.Join("\n\n", Enumerable.Range(0, 30).Select(i => $"No breaking changes in part {i}"));

        var risk = Of("1.0.0", "1.3.0", Notes(("1.1.0", many), ("1.2.0", many), ("1.3.0", "Nothing was removed")));

        risk.SetAside.Count.ShouldBe(20);
        risk.SetAside.Select(s => s.Release).Distinct().ShouldBe(["1.1.0", "1.2.0", "1.3.0"]);
    }

    [Fact]
    public void configuration_is_named_once_with_the_first_line_that_names_it()
    {
        var mention = Of("1.0.0", "1.2.0", Notes(("1.1.0", "- DOOR_PORT was removed"), ("1.2.0", "BREAKING: DOOR_PORT is really gone"))).Mentions.ShouldHaveSingleItem();

        (mention.Name, mention.Release, mention.Line, mention.Url).ShouldBe(("DOOR_PORT", "1.1.0", "DOOR_PORT was removed", "https://example.org/1.1.0"));
    }

    [Fact]
    public void a_release_may_be_called_anything_and_harms_nobody()
    {
        var named = new ReleaseNote("v1\u202e\u001b[31m\n<!channel>" + new string('x', 500), ReleaseTag.Parse("1.1.0")!.Version, "It was removed", "javascript:alert(1)");

        var reason = Of("1.0.0", "1.1.0", new ReleaseNotes([named], null)).Reasons.ShouldHaveSingleItem();

        reason.Release!.Length.ShouldBe(100);
        reason.Release.ShouldStartWith("v1 [31m <!channel>");
        reason.Url.ShouldBeNull();
    }

    private static RiskAssessment Of(string from, string to, ReleaseNotes notes, bool alwaysSteps = false) =>
        RiskAssessment.Of(ReleaseSelectionTests.Range($"o/app:{from}", to), notes, Keywords, alwaysSteps);

    private static ReleaseNotes Notes(params (string Name, string Text)[] notes) =>
        new([.. notes.Select(n => new ReleaseNote(n.Name, ReleaseTag.Parse(n.Name)!.Version, n.Text, $"https://example.org/{n.Name}"))], null);
}
