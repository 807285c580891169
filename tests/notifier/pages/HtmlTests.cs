using Upgrades.Notifier.Pages;

namespace Upgrades.Tests.Notifier.Pages;

public sealed class HtmlTests
{
    [Fact]
    public void a_hole_in_text_and_in_an_attribute_is_escaped()
    {
        const string Hostile = """<script>'"&""";

        Html.Of($"<td title=\"{Hostile}\">{Hostile}</td>").ToString()
            .ShouldBe("<td title=\"&lt;script&gt;&#39;&quot;&amp;\">&lt;script&gt;&#39;&quot;&amp;</td>");
    }

    [Fact]
    public void what_is_html_already_is_not_escaped_again() =>
        Html.Of($"<p>{Html.Of($"<b>{"a<b"}</b>")}{new[] { Html.Text("1<2"), Html.Of($"<i></i>") }}</p>").ToString().ShouldBe("<p><b>a&lt;b</b>1&lt;2<i></i></p>");

    [Fact]
    public void a_hole_outside_of_quotes_in_a_tag_is_a_mistake()
    {
        Should.Throw<InvalidOperationException>(() => Html.Of($"<td class={"x"}>"));
        Should.Throw<InvalidOperationException>(() => Html.Of($"<{"script"}>"));
        Should.Throw<InvalidOperationException>(() => Html.Of($"<td {"onclick"}=\"x\">"));
        Should.Throw<InvalidOperationException>(() => Html.Of($"<td title=\"{Html.Of($"<b></b>")}\">"));
    }

    [Fact]
    public void a_template_that_ends_within_a_tag_is_a_mistake() => Should.Throw<InvalidOperationException>(() => Html.Of($"<td title=\"{"x"}"));

    [Fact]
    public void text_is_no_address_and_an_address_no_text()
    {
        Should.Throw<InvalidOperationException>(() => Html.Of($"<a href=\"{"javascript:alert(1)"}\">"));
        Should.Throw<InvalidOperationException>(() => Html.Of($"<p>{Href.Overview}</p>"));
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("JAVASCRIPT:alert(1)")]
    [InlineData("data:text/html,<script>alert(1)</script>")]
    [InlineData("file:///etc/passwd")]
    [InlineData("//evil.example")]
    [InlineData("/upgrades")]
    [InlineData("https://github.com@evil.example/")]
    [InlineData("http://")]
    [InlineData("")]
    [InlineData(null)]
    public void only_an_address_of_the_web_becomes_a_link(string? url)
    {
        Href.Web(url).ShouldBeNull();
        Marks.Link(url, "notes").ToString().ShouldBe("notes");
    }

    [Fact]
    public void an_address_cannot_end_its_attribute() =>
        Marks.Link("https://example.test/\"onclick=alert(1) x='", "notes").ToString().ShouldStartWith("<a href=\"https://example.test/%22onclick=alert(1)%20x=&#39;\" rel=");

    [Fact]
    public void characters_that_are_not_seen_are_taken_out() => Html.Text("a\u202Eb\u2066c\u0000d\u0007e\uD800f\u200Bg").ToString().ShouldBe("abc d e\uFFFDfg");

    [Fact]
    public void long_text_is_shortened_and_of_long_output_the_end_is_kept()
    {
        Html.Text(new string('a', 1_000_000)).ToString().Length.ShouldBe(2001);
        Html.Lines(["first", new string('b', 1_000_000), "last <line>"], 100).ToString().ShouldEndWith("b\nlast &lt;line&gt;");
        Html.Lines(["first", new string('b', 1_000_000)], 100).ToString().ShouldStartWith("… 999906 characters before this are left out");
    }

    [Theory]
    [InlineData("immich", "immich")]
    [InlineData("ghcr.io/o/r:1@sha256", "ghcr.io/o/r:1@sha256")]
    [InlineData("$(reboot)", "'$(reboot)'")]
    [InlineData("a'b; reboot #", @"'a'\''b; reboot #'")]
    [InlineData("-rf", "'-rf'")]
    [InlineData("", "''")]
    public void a_word_in_a_command_is_one_word_for_the_shell(string text, string quoted) => ShellWord.Quote(text).ShouldBe(quoted);

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(59, "59 s")]
    [InlineData(60, "1 min")]
    [InlineData(3600, "1 h")]
    [InlineData(3660, "1 h 1 min")]
    [InlineData(90_000, "1 d 1 h")]
    [InlineData(-5, "0 s")]
    public void a_span_is_told_in_two_units_at_most(int seconds, string words) => Marks.Span(TimeSpan.FromSeconds(seconds)).ShouldBe(words);
}
