using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Tests.Contracts;

public sealed class LinePatternTests
{
    [Fact]
    public void a_pattern_finds_its_groups()
    {
        var pattern = LinePattern.Parse(@"^written, (?<bytes>\d+) bytes");

        pattern.Match("written, 512 bytes to s3").Groups["bytes"].Value.ShouldBe("512");
        pattern.Match("not written, 512 bytes").Success.ShouldBeFalse();
        (pattern.HasGroup("bytes"), pattern.HasGroup("stack")).ShouldBe((true, false));
    }

    [Theory]
    [InlineData("", "must have 1 to 1000 characters")]
    [InlineData("a(", "is no regular expression that can be used: Invalid pattern 'a(' at offset 2. Not enough )'s.")]
    [InlineData(@"(a)\1", "is no regular expression that can be used: ")]
    [InlineData("(?<!no )backup", "is no regular expression that can be used: ")]
    public void what_cannot_be_used_is_said(string text, string problem)
    {
        LinePattern.TryParse(text, out _, out var found).ShouldBeFalse();

        found.ShouldStartWith(problem);
        Should.Throw<FormatException>(() => LinePattern.Parse(text)).Message.ShouldStartWith($"the pattern {problem}");
    }

    [Fact]
    public void a_pattern_that_would_backtrack_for_ever_is_over_at_once() =>
        LinePattern.Parse("^(a+)+$").Match(new string('a', 5000) + "!").Success.ShouldBeFalse();

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("1048576", 1048576L)]
    [InlineData("10Ki", 10240L)]
    [InlineData("10Mi", 10485760L)]
    [InlineData("2Gi", 2147483648L)]
    [InlineData("1.5Gi", 1610612736L)]
    [InlineData("500M", 500000000L)]
    [InlineData("9223372036854775807", 9223372036854775807L)]
    public void bytes_are_read_as_people_write_them(string text, long bytes)
    {
        ByteCount.TryParse(text, out var read).ShouldBeTrue();
        read.ShouldBe(bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Mi")]
    [InlineData("-1")]
    [InlineData("1e9")]
    [InlineData("10MB")]
    [InlineData("10 Mi")]
    [InlineData("9223372036854775807Ki")]
    [InlineData("9223372036854775808")]
    public void what_is_no_number_of_bytes_is_none(string text) => ByteCount.TryParse(text, out _).ShouldBeFalse();
}
