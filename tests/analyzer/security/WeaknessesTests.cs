using Upgrades.Analyzer.Security;
using Upgrades.Tests.Analyzer.Releases;

namespace Upgrades.Tests.Analyzer.Security;

public sealed class WeaknessesTests
{
    private const string Ghsa = "GHSA-2345-6789-cfgh";
    private const string Cve = "CVE-2026-1234";

    [Theory]
    [InlineData("< 1.2.0", "", true, false)]
    [InlineData("< 1.1.0", "", true, false)]
    [InlineData("< 1.0.0", "", false, false)]
    [InlineData("< 1.3.0", "", false, true)]
    [InlineData(">= 1.2.0", "", false, true)]
    [InlineData(">= 1.0", "1.2.0", true, false)]
    [InlineData(">= 1.0", "1.3.0", false, true)]
    [InlineData(">= 0.8", "0.9.5, 1.3.0", false, true)]
    [InlineData("the whole of spring", "1.2.0", false, false)]
    [InlineData("", "1.2.0", false, false)]
    public void fixed_is_what_held_before_and_does_not_any_more(string range, string patched, bool closed, bool left)
    {
        var found = Of([Advisory(new AffectedPackage("app", range, patched))]);

        (found.Fixed.Count == 1, found.Left.Count == 1).ShouldBe((closed, left));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("app", true)]
    [InlineData("App", true)]
    [InlineData("ghcr.io/o/app", true)]
    [InlineData("github.com/o/app/v2", true)]
    [InlineData("o/project", true)]
    [InlineData("pro-ject", true)]
    [InlineData("app-cli", false)]
    [InlineData("@o/sdk", false)]
    public void only_packages_of_the_image_count(string? package, bool counts) =>
        Of([Advisory(new AffectedPackage(package, "< 1.2.0", ""))]).Fixed.Count.ShouldBe(counts ? 1 : 0);

    [Fact]
    public void all_packages_of_the_image_have_to_be_well()
    {
        Of([Advisory(new("app", "< 1.2.0", ""), new("project", "< 1.5.0", ""))]).ShouldSatisfyAllConditions(w => w.Fixed.ShouldBeEmpty(), w => w.Left.ShouldHaveSingleItem());
        Of([Advisory(new("app", "< 1.2.0", ""), new("project", "some", ""))]).ShouldSatisfyAllConditions(w => w.Fixed.ShouldBeEmpty(), w => w.Left.ShouldBeEmpty());
        Of([Advisory(new("app", "< 1.2.0", ""), new("sdk", "< 1.5.0", ""))]).ShouldSatisfyAllConditions(w => w.Fixed.ShouldHaveSingleItem(), w => w.Left.ShouldBeEmpty());
    }

    [Fact]
    public void what_was_withdrawn_is_out_even_where_the_notes_name_it() =>
        Of([Advisory(new AffectedPackage("app", "< 1.2.0", "")) with { IsWithdrawn = true }], Ghsa).Fixed.ShouldBeEmpty();

    [Theory]
    [InlineData("the whole of spring")]
    [InlineData("< 0.5.0")]
    public void what_the_notes_name_is_named_whatever_its_range_is(string range) =>
        Of([Advisory(new AffectedPackage("app", range, ""))], Ghsa).Fixed.ShouldHaveSingleItem().ShouldSatisfyAllConditions(f => f.Id.ShouldBe(Cve), f => f.Severity.ShouldBe("high"));

    [Fact]
    public void what_still_holds_is_not_called_fixed_because_the_notes_name_it() =>
        Of([Advisory(new AffectedPackage("app", "< 1.5.0", ""))], Cve).ShouldSatisfyAllConditions(w => w.Fixed.ShouldBeEmpty(), w => w.Left.ShouldHaveSingleItem().Id.ShouldBe(Cve));

    [Fact]
    public void the_worst_is_first_and_what_only_the_notes_know_comes_without_words()
    {
        var found = Of(
            [
                Advisory(new AffectedPackage("app", "< 1.2.0", "")) with { Ids = ["GHSA-2222-2222-2222"], Severity = "low" },
                Advisory(new AffectedPackage("app", "< 1.2.0", "")) with { Ids = ["GHSA-3333-3333-3333"], Severity = "critical" },
                Advisory(new AffectedPackage("app", "< 1.2.0", "")),
            ],
            Ghsa, "CVE-2026-9999");

        found.Fixed.Select(f => f.Id).ShouldBe(["GHSA-3333-3333-3333", Cve, "GHSA-2222-2222-2222", "CVE-2026-9999"]);
        found.Fixed[^1].ShouldSatisfyAllConditions(f => f.Severity.ShouldBeNull(), f => f.Url.ShouldBeNull());
    }

    [Fact]
    public void fifty_are_enough() => Of([.. Enumerable.Range(0, 80).Select(i => Advisory(new AffectedPackage("", "< 1.2.0", "")) with { Ids = [$"CVE-2026-{1000 + i}"] })]).Fixed.Count.ShouldBe(50);

    [Fact]
    public void hostile_words_become_one_harmless_line()
    {
        var fix = Of([Advisory(new AffectedPackage("app", "< 1.2.0", "")) with { Summary = "a\u202e\u0007\nb <!channel> " + new string('x', 5000), Url = "javascript:alert(1)" }]).Fixed.ShouldHaveSingleItem();

        fix.Summary.ShouldNotBeNull().ShouldStartWith("a b channel xxx");
        fix.Summary.Length.ShouldBeLessThanOrEqualTo(200);
        fix.Url.ShouldBeNull();
    }

    private static Weaknesses Of(IReadOnlyList<PublishedAdvisory> published, params IReadOnlyList<string> named) =>
        Weaknesses.Of(ReleaseSelectionTests.Range("o/app:1.0.0", "1.2.0"), "o/project", published, named);

    private static PublishedAdvisory Advisory(params IReadOnlyList<AffectedPackage> affected) =>
        new([Ghsa, Cve], "high", "Anyone could read shared albums", $"https://github.com/o/project/security/advisories/{Ghsa}", false, affected);
}
