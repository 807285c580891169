using Upgrades.Analyzer.Assessment;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Tests.Analyzer.Assessment;

/// <summary>Notes as nobody honest writes them. That the cost is linear is the benchmark <c>notes</c>' to show; here each must come to its end.</summary>
public sealed class HostileNotesTests
{
    private const int Size = 50_000;
    private static readonly Keywords Default = new(Catalog.DefaultKeywords);

    public static TheoryData<string> Parts =>
    [
        "> ", "[", "![", "](", "[a](", "**a", "*", "_a ", "- ", "  - ", "`", "`a``", "<", "<a ", "<!--", "-->", "<li>", "<details><summary>x", "&", "&amp", "\\", "#", "| ", "|-",
        "http://", "a\u202e", "\u0007", "\u001b[31m", "\uE072", "no ", "not any ", "\"", "“", "you must ", "default changed ", "support for ", "when ", "removed ", "breaking ", "+incompatible ",
        "fix(a", "chore(deps", "a: ", "BREAKING CHANGE", "A_", "--a-", "bump a to ", "update dependency ",
        "removed\n", "- removed\n", "> removed\n", "# a\n", "## Breaking\n- None\n", "a\n===\n", "```\n", "    a\n", "- a:\n", "**Breaking**\n", "\n", "\r", "\t",
    ];

    [Theory]
    [MemberData(nameof(Parts))]
    public void fifty_kilobytes_of_anything_are_read_to_the_end(string part) => IsHarmless(string.Concat(Enumerable.Repeat(part, Size / part.Length)) + "\n\nremoved");

    [Fact]
    public void five_megabytes_of_everything_are_read_to_the_end() =>
        IsHarmless(string.Concat(Enumerable.Repeat(string.Concat(Parts.Select(p => string.Concat(Enumerable.Repeat(p.Data, 500)) + "\n\n")), 50))[..5_000_000]);

    private static void IsHarmless(string text)
    {
        var read = NoteJudge.Read(text, Default);

        read.Warnings.Count.ShouldBeLessThanOrEqualTo(NoteFindings.Most);
        read.Asides.Count.ShouldBeLessThanOrEqualTo(NoteFindings.Most);
        read.Warnings.Select(w => w.Line).Concat(read.Asides.Select(a => a.Line)).Concat(read.Highlights).ShouldAllBe(l => l.Length <= Excerpt.Longest && !l.Any(c => char.IsControl(c) || c == '\u202e'));
    }

    [Theory]
    [InlineData("> ")]
    [InlineData("- ")]
    [InlineData("[")]
    [InlineData("**")]
    [InlineData("<div>")]
    [InlineData("<details><summary>a</summary>")]
    public void ten_thousand_levels_hide_no_warning(string level) =>
        Read(string.Concat(Enumerable.Repeat(level, 10_000)) + "\n\nThe old door is removed").ShouldBe("removed");

    [Fact]
    public void lists_nested_three_thousand_deep_hide_none() =>
        Read(string.Concat(Enumerable.Range(0, 3_000).Select(i => $"{new string(' ', 2 * i)}- a\n")) + "- The old door is removed").ShouldBe("removed");

    [Fact]
    public void a_hundred_thousand_lines_are_read_to_the_last() =>
        Read(string.Concat(Enumerable.Repeat("* A door was painted\n", 100_000)) + "* The old door is removed").ShouldBe("removed");

    [Fact]
    public void a_warning_at_the_end_of_one_long_line_is_heard() =>
        Read(string.Concat(Enumerable.Repeat("a door ", 200_000)) + "and the old one is removed").ShouldBe("removed");

    private static string Read(string text) => NoteJudge.Read(text, Default).Warnings.ShouldHaveSingleItem().Rule;
}
