using System.Text;
using Upgrades.Terraform;
using Upgrades.Terraform.Syntax;

namespace Upgrades.Tests.Terraform;

/// <summary>What takes a moment when the cost is linear takes many minutes when it is not, which the time limit tells.</summary>
public sealed class HugeFileTests
{
    private const int Size = 3_000_000;

    [Theory(Timeout = 60_000)]
    [InlineData("a = \"", "abc \\n $ % ", "\"\n", true)]
    [InlineData("a = \"", "${b}", "\"\n", true)]
    [InlineData("a = \"", "$", "\"\n", true)]
    [InlineData("a = \"", "${", "\"\n", false)]
    [InlineData("a = <<EOT\n", "  a line $ of text\n", "EOT\n", true)]
    [InlineData("a = <<EOT\n", "no line end ", "\nEOT\n", true)]
    [InlineData("a = <<EOT\n", "${b}%{ if c }%{ endif }", "\nEOT\n", true)]
    [InlineData("a = <<EOT\n", "%{ if c }", "\nEOT\n", false)]
    [InlineData("a = <<EOT\n", "EOT ", "", false)]
    [InlineData("a = [", "1, \"x\", ", "]\n", true)]
    [InlineData("a = [", "\n", "", false)]
    [InlineData("a = b", ".c[0][*]", "\n", true)]
    [InlineData("a = b", "::c", "()\n", true)]
    [InlineData("a = ", "-", "1\n", true)]
    [InlineData("a = 1", ".1", "\n", false)]
    [InlineData("a = 1", "/**/", "\n", true)]
    [InlineData("a ", "\"b\" c ", "{}\n", true)]
    [InlineData("", "a {}\n", "", true)]
    [InlineData("", "a {\n", "", false)]
    [InlineData("", "/*", "", false)]
    [InlineData("", "#", "", true)]
    [InlineData("", "日本", " = 1\n", true)]
    public Task three_million_characters_are_read_or_refused_in_a_moment(string head, string scrap, string tail, bool valid) => Task.Run(() =>
    {
        var text = new StringBuilder(head).Insert(head.Length, scrap, Size / scrap.Length).Append(tail).ToString();
        (new HclDocument(new SourceFile("f.tf", text)).Problem is null).ShouldBe(valid);
    }, TestContext.Current.CancellationToken);
}
