using Upgrades.Analyzer.Assessment;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Tests.Analyzer.Assessment;

public sealed class KeywordsTests
{
    private static readonly Keywords Default = new(Catalog.DefaultKeywords);

    [Theory]
    [InlineData("It is REMOVED now", "removed", 6)]
    [InlineData("Two database  migrations run", "database migration", 4)]
    [InlineData("Breakings of all kinds", "breaking", 0)]
    public void whole_words_in_any_case_and_number(string text, string word, int index) =>
        Default.In(text).Select(h => (h.Word, h.Index)).ShouldHaveSingleItem().ShouldBe((word, index));

    [Theory]
    [InlineData("An unremoved or preremoved thing")]
    [InlineData("removedness")]
    [InlineData("docker v28.0.1+incompatible")]
    [InlineData("")]
    public void a_part_of_a_word_is_no_hit(string text) => Default.In(text).ShouldBeEmpty();

    [Fact]
    public void the_operators_own_words_count_and_no_others()
    {
        var own = new Keywords(["handle with care", " ", "C++"]);

        own.In("Handle  with care, it was removed").ShouldHaveSingleItem().Word.ShouldBe("handle with care");
        own.In("needs C++ 20").ShouldHaveSingleItem().Word.ShouldBe("C++");
        new Keywords([]).In("removed").ShouldBeEmpty();
    }
}
