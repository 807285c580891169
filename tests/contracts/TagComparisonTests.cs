using CsCheck;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Tests.Contracts;

public sealed class TagComparisonTests
{
    private static readonly string[] Table = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "contracts", "golden", "tag-comparisons.txt"));

    /// <summary>Tags as projects make them, from the parts they are made of.</summary>
    private static readonly Gen<string> Tags = Gen.Select(
        Gen.Int[0, 99].Select(i => Pick(i, "", "v", "version-", "RELEASE.", "pg14-v")),
        Gen.Int[0, 30].Array[1, 4],
        Gen.Int[0, 99].Select(i => Pick(i, "", "-rc.1", "-rc.2", "-beta", "b3", "-dev")),
        Gen.Int[0, 99].Select(i => Pick(i, "", "-alpine", "-cuda", "-r1", "-r2", "-ls123", "-alpine3.19")),
        (prefix, parts, prerelease, suffix) => prefix + string.Join('.', parts) + prerelease + suffix);

    public static TheoryData<string, string, TagOrder> Rows()
    {
        var rows = new TheoryData<string, string, TagOrder>();
        foreach (var cells in Table.Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' ')))
        {
            rows.Add(cells[0], cells[1], Enum.Parse<TagOrder>(cells[2]));
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void tags_of_one_shape_are_ordered_and_no_others(string current, string candidate, TagOrder expected) =>
        TagComparison.Compare(current, candidate).ShouldBe(expected);

    [Fact]
    public void the_table_has_two_hundred_rows() => Rows().Count.ShouldBeGreaterThanOrEqualTo(200);

    [Fact]
    public void the_other_way_round_is_the_other_order() => Gen.Select(Tags, Tags).Sample((a, b) =>
        TagComparison.Compare(a, b) == TagComparison.Compare(b, a) switch
        {
            TagOrder.Newer => TagOrder.Older,
            TagOrder.Older => TagOrder.Newer,
            var same => same,
        });

    [Fact]
    public void what_is_newer_than_the_newer_is_newer() => Gen.Select(Tags, Tags, Tags).Sample((a, b, c) =>
        TagComparison.Compare(a, b) != TagOrder.Newer || TagComparison.Compare(b, c) != TagOrder.Newer || TagComparison.Compare(a, c) == TagOrder.Newer);

    [Fact]
    public void no_text_throws() => Gen.Select(Gen.String, Gen.String).Sample((a, b) => TagComparison.Compare(a, b) is >= TagOrder.Older and <= TagOrder.Incomparable);

    [Theory]
    [InlineData("4.10.0-r1", "4.10.0")]
    [InlineData("v0.8.12", "0.8.12")]
    [InlineData("RELEASE.2024-05-10T01-41-38Z", "2024-05-10T01-41-38")]
    [InlineData("latest", null)]
    [InlineData("sha-abc123f", null)]
    public void the_core_is_the_version_alone(string tag, string? core) => TagComparison.Core(tag).ShouldBe(core);

    [Theory]
    [InlineData("1.0.0-rc.1", true)]
    [InlineData("1.0.0-beta2-alpine", true)]
    [InlineData("2025.1.0b5", true)]
    [InlineData("1.0.0", false)]
    [InlineData("1.0.0-r1", false)]
    [InlineData("1.0.0-bookworm", false)]
    [InlineData("latest", false)]
    public void a_prerelease_is_known_by_its_label(string tag, bool expected) => TagComparison.IsPrerelease(tag).ShouldBe(expected);

    [Fact]
    public void the_newest_is_the_highest_release_of_the_same_shape() =>
        TagComparison.Newest("v1.2.0", ["v1.2.1", "v1.10.0", "v1.9.0", "v2.0.0-rc.1", "v3.0.0-alpine", "latest", "9.9.9", "v1.1.0"]).ShouldBe("v1.10.0");

    [Fact]
    public void nothing_newer_is_said_as_such() => TagComparison.Newest("v1.2.0", ["v1.1.0", "latest"]).ShouldBeNull();

    private static string Pick(int number, params string[] choices) => choices[number % choices.Length];
}
