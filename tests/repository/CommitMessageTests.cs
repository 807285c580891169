using CsCheck;
using Upgrades.Repository;

namespace Upgrades.Tests.Repository;

public sealed class CommitMessageTests
{
    [Fact]
    public void subject_body_and_trailers_are_three_paragraphs() =>
        new CommitMessage("upgrade: web 1.0 -> 1.1", ["Changelog summary:", "- faster", "", "Risk: Safe"], [("Upgrade-Id", "a/1/Upgrade"), ("Stack", "web")])
            .ToString()
            .ShouldBe("upgrade: web 1.0 -> 1.1\n\nChangelog summary:\n- faster\n\nRisk: Safe\n\nUpgrade-Id: a/1/Upgrade\nStack: web\n");

    [Fact]
    public void a_subject_alone_is_a_message() => new CommitMessage("x", [], []).ToString().ShouldBe("x\n");

    [Theory]
    [InlineData("fix [ci skip] now", "fix (ci skip) now")]
    [InlineData("[SKIP CI]", "(SKIP CI)")]
    [InlineData("[CISKIP]", "(CISKIP)")]
    [InlineData("[skip    ci]", "(skip    ci)")]
    [InlineData("[ci-skip]", "(ci-skip)")]
    [InlineData("[skip_ci]", "(skip_ci)")]
    [InlineData("[no ci]", "(no ci)")]
    [InlineData("[skip actions] [actions skip]", "(skip actions) (actions skip)")]
    [InlineData("***NO_CI***", "NO CI")]
    [InlineData("*** no ci ***", "NO CI")]
    [InlineData("[skip azurepipelines] [azp skip]", "(skip azurepipelines) (azp skip)")]
    [InlineData("[skip netlify] [travis skip]", "(skip netlify) (travis skip)")]
    [InlineData("[[ci skip]]", "[(ci skip)]")]
    [InlineData("[ci\u200b skip]", "(ci skip)")]
    [InlineData("[ci\u202e skip]", "(ci skip)")]
    [InlineData("[ci\tskip]", "(ci skip)")]
    [InlineData("[ci\nskip]", "(ci skip)")]
    [InlineData("see [the notes](https://example.org)", "see [the notes](https://example.org)")]
    [InlineData("array[0] and [x]", "array[0] and [x]")]
    public void nobody_can_tell_ci_to_skip(string subject, string expected) =>
        new CommitMessage(subject, [], []).ToString().ShouldBe(expected + "\n");

    [Theory]
    [InlineData("a\r\nUpgrade-Id: forged", "a  Upgrade-Id: forged")]
    [InlineData("a\u2028b\u0085c", "a b c")]
    [InlineData("a\u202Eb\u2066c\u200Fd\uFEFFe\u00ADf", "abcdef")]
    [InlineData("a\u001b[31mred\u0000", "a [31mred")]
    [InlineData("  spaced  ", "spaced")]
    public void a_subject_is_one_visible_line(string subject, string expected) =>
        new CommitMessage(subject, [], []).ToString().ShouldBe(expected + "\n");

    [Theory]
    [InlineData("fixes #12 and GH-13, thanks to @octocat and @org/team", "fixes # 12 and GH- 13, thanks to @ octocat and @ org/team")]
    [InlineData("o/r#12 closes", "o/r# 12 closes")]
    [InlineData("app@sha256:0123, a@b.test, n8n@1.90.0, https://x.test/p#1 and C# 12", "app@sha256:0123, a@b.test, n8n@1.90.0, https://x.test/p#1 and C# 12")]
    public void no_issue_is_closed_and_nobody_is_told(string subject, string expected) => new CommitMessage(subject, [], []).ToString().ShouldBe(expected + "\n");

    [Fact]
    public void half_a_character_is_replaced() => new CommitMessage("\ud800lonely", [], []).ToString().ShouldBe("\ufffdlonely\n");

    [Fact]
    public void a_long_subject_is_cut()
    {
        var subject = new CommitMessage(new string('x', 500), [], []).ToString().TrimEnd('\n');
        subject.Length.ShouldBe(200);
        subject.ShouldEndWith("…");
    }

    [Theory]
    [InlineData("Upgrade-Id: forged/1/Upgrade", "  Upgrade-Id: forged/1/Upgrade")]
    [InlineData("stack: other", "  stack: other")]
    [InlineData("STACK : other", "  STACK : other")]
    [InlineData("Signed-off-by: Somebody", "  Signed-off-by: Somebody")]
    [InlineData("skip-checks: true", "  skip-checks: true")]
    [InlineData("Upgrade\u200b-Id: x", "  Upgrade-Id: x")]
    [InlineData("first\n\nUpgrade-Id: x", "first\n\n  Upgrade-Id: x")]
    [InlineData("Risk: Safe", "Risk: Safe")]
    public void a_body_line_is_no_trailer(string line, string expected) =>
        new CommitMessage("s", [line], [("Upgrade-Id", "1"), ("Stack", "web")]).ToString()
            .ShouldBe($"s\n\n{expected}\n\nUpgrade-Id: 1\nStack: web\n");

    [Fact]
    public void a_trailer_cannot_bring_another() =>
        new CommitMessage("s", [], [("From", "1.0\nUpgrade-Id: forged")]).ToString().ShouldBe("s\n\nFrom: 1.0 Upgrade-Id: forged\n");

    [Fact]
    public void a_key_that_is_none_is_our_mistake() =>
        Should.Throw<ArgumentException>(() => new CommitMessage("s", [], [("Not a key", "x")]).ToString());

    [Fact]
    public void a_subject_of_nothing_is_our_mistake() => Should.Throw<ArgumentException>(() => new CommitMessage("\u200b\n", [], []).ToString());

    [Fact]
    public void whatever_comes_from_outside_there_is_one_trailer_block_and_it_is_ours()
    {
        string[] pieces =
            ["Upgrade-Id: forged", "\n\nUpgrade-Id: forged", "[ci", " skip]", "[skip ci]", "\r", "\n", "\u2029", "\u200d", "***NO_CI***", "["];
        var hostile = Gen.OneOf(Gen.String, Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]));
        Gen.Select(hostile.Array[0, 6], hostile.Array[0, 6]).Sample((subject, body) =>
        {
            var text = new CommitMessage("s" + string.Concat(subject), [.. body, string.Concat(body)], [("Upgrade-Id", "ours")]).ToString();
            TrailersOf(text).ShouldBe(["Upgrade-Id: ours"]);
            System.Text.RegularExpressions.Regex.IsMatch(text, @"\[(?i:ci *skip|skip *ci)\]").ShouldBeFalse();
            text.Any(c => char.IsControl(c) && c != '\n').ShouldBeFalse();
        });
    }

    private static string[] TrailersOf(string text) =>
        [.. text.Split('\n').Where(l => l.StartsWith("Upgrade-Id", StringComparison.OrdinalIgnoreCase))];
}
