using System.Text.Json;
using Upgrades.Analyzer.Releases;
using Upgrades.Analyzer.Releases.Changelogs;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Tests.Analyzer.Releases.Changelogs;

/// <summary>Each folder of <c>releases/golden</c> is a dialect: a file in the style of the projects that write it, and what is in it on a way.</summary>
public sealed class ChangelogFileTests
{
    private static string Golden => Path.Combine(AppContext.BaseDirectory, "analyzer", "releases", "golden");

    public static TheoryData<string> Dialects => [.. Directory.GetDirectories(Golden).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Dialects))]
    public void every_dialect_is_read(string dialect)
    {
        var folder = Path.Combine(Golden, dialect);
        var expected = JsonSerializer.Deserialize<Expected>(File.ReadAllText(Path.Combine(folder, "expected.json")), JsonSerializerOptions.Web)!;
        var file = Directory.GetFiles(folder).Single(f => !f.EndsWith("expected.json", StringComparison.Ordinal));

        var read = Read(expected.From, expected.To, File.ReadAllText(file), ChangelogNames.DialectOf(file));

        read.Notes.Select(n => new Note(n.Name, int.Parse(n.Url!), First(n.Text), Last(n.Text))).ShouldBe(expected.Notes);
        read.ReachesFrom.ShouldBe(expected.ReachesFrom);
        ChangelogNames.Rank(Path.GetFileName(file)).ShouldBeGreaterThanOrEqualTo(0);
    }

    [Fact]
    public void there_are_at_least_twenty_dialects() => Dialects.Count.ShouldBeGreaterThanOrEqualTo(20);

    [Theory]
    [InlineData("")]
    [InlineData("# Changelog\n\nSee the website")]
    [InlineData("## 1.0.5 is better than 1.0.4 at everything")]
    [InlineData("```\n## 1.1.0\nnot closed")]
    public void what_is_not_there_is_not_made_up(string text) => Read("1.0.5", "1.1.0", text).Notes.ShouldBeEmpty();

    [Fact]
    public void what_is_written_twice_about_a_version_is_one_note() =>
        Read("1.0.0", "1.1.0", "## 1.1.0\n- One\n## 1.0.0\n- Old\n## 1.1.0\n- Two").Notes.ShouldHaveSingleItem().Text.ShouldBe("- One\n\n- Two");

    [Theory]
    [InlineData("#")]
    [InlineData("# [")]
    [InlineData("## 1.")]
    [InlineData("=\n")]
    [InlineData("1.2.3\n---\n")]
    [InlineData("* Changes in ")]
    [InlineData("a (1) b; urgency=")]
    [InlineData("[1.1.0]: http://x\n")]
    [InlineData("<!-- ")]
    [InlineData("```\n")]
    [InlineData("1.1.0 (")]
    [InlineData("v1.1.0-----------------------------------------------------------------------------")]
    public void hostile_files_are_read_and_notes_are_never_longer_than_their_file(string piece)
    {
        // Anything worse than linear would not come to an end here.
        var text = string.Concat(Enumerable.Repeat(piece, 500_000 / piece.Length));
        foreach (var dialect in Enum.GetValues<ChangelogDialect>())
        {
            Read("1.0.0", "1.2.0", text, dialect).Notes.Sum(n => n.Text.Length).ShouldBeLessThanOrEqualTo(2 * text.Length);
            Read("1.0.0", "1.2.0", text.Replace("\n", "", StringComparison.Ordinal), dialect).Notes.Sum(n => n.Text.Length).ShouldBeLessThanOrEqualTo(text.Length);
        }
    }

    [Fact]
    public void any_text_is_read_without_a_crash()
    {
        var random = new Random(6);
        string[] pieces = ["#", "##", " ", "\n", "\r\n", "=", "---", "1.1.0", "v1.0.9", "[", "](", ")", "(2024-01-01)", "*", "`", "<!--", "-->", "\u202e", "\0", "~", "urgency=low", "Version", ":", "．", "٣.٣"];
        for (var i = 0; i < 600; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => pieces[random.Next(pieces.Length)]));
            foreach (var dialect in Enum.GetValues<ChangelogDialect>())
            {
                Read("1.0.0", "1.2.0", text, dialect).Notes.ShouldAllBe(n => text.ReplaceLineEndings("\n").Contains(n.Text.Split("\n\n")[0]));
            }
        }
    }

    internal static ReleaseRange Range(string from, string to) => new(ImageReference.Parse("o/app"), ReleaseTag.Parse(from)!, ReleaseTag.Parse(to)!);

    private static ChangelogReading Read(string from, string to, string text, ChangelogDialect dialect = ChangelogDialect.Markdown) =>
        ChangelogFile.Read(Range(from, to), text, dialect, line => $"{line}");

    private static string First(string text) => text.Split('\n')[0];

    private static string Last(string text) => text.Split('\n')[^1];

    private sealed record Expected(string From, string To, bool ReachesFrom, IReadOnlyList<Note> Notes);

    private sealed record Note(string Name, int Line, string First, string Last);
}
