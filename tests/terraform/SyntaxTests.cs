using System.Text;
using CsCheck;
using Upgrades.Terraform;
using Upgrades.Terraform.Syntax;

namespace Upgrades.Tests.Terraform;

public sealed class SyntaxTests
{
    public static readonly TheoryData<string> Valid =
    [
        "",
        "a = 1",
        "\uFEFFa = 1\r\nb = 2\r\n",
        "locals { a = \"x${upper(\"${var.y}-\\\"}\")}z\" }",
        "a = <<EOT\n  ${b}\n  \"no } string $${c} %%{d}\n  EOT x\nEOT\n",
        "a = [<<-EOT\r\n  %{ if x ~}\r\n y\r\n  %{ else }%{ endif }\r\n  EOT\r\n  , 2]\r\n",
        "a = { b = 1, c : [1, 2,], \"d\" = {\n e = f(1, g...)\n } /* } */ // }\n}\n",
        "größe = \"日本語 \\u00e9\" # 名\n𝒳 = 1",
        "block \"a\" b { c = !d ? -1.5e+3 : e[0].f.0[*].g.*.h }\n",
        "x = { for k, v in var.m : k => v... if v != null }\ny = [for v in c : {\n a = v\n}]\n",
        "f = provider::ns::fn(1)\n a = (1 +\n 2 \n) * 3 % 4\n",
        "a = \"${\n x\n}\"\n",
        "one {}\ntwo { a = 1 }\nthree {\n}\nfour { /*\n*/ a = [\n1\n] }\nfive { # x\n}\n",
        "a = \"%{ if x }1%{ else }%{ for y in z }${y}%{ endfor }%{ endif }\"\n",
        "a = b.*.c.0.d[0].*\nb = [for for in in : for if if]\nc = 1.e5\nd = 1.5.e\n",
        "a = \"$\\\" %$ $$${ %%{\"\n",
        "a\u00B7፩ = 1\n℮ = 1\n",
    ];

    public static readonly TheoryData<string, string> Invalid = new()
    {
        { "a = \"x\n\"", "f.tf:1:7: the string does not end on its line" },
        { "a = 1\nb {\n  c = }\n", "f.tf:3:7: expected a value, found }" },
        { "a {\n", "f.tf:1:3: the block is not closed" },
        { "\uFEFFa == 1", "f.tf:1:1: expected = or { behind a, found ==" },
        { "a = 1\n  é = \"日\" ;\n", "f.tf:2:11: the character ; cannot stand here" },
        { "a = <<EOT\nx\n", "f.tf:1:5: the heredoc is not closed: no line EOT" },
        { "a = \"${b\"", "f.tf:1:9: expected }, found a string" },
        { "a = \"${b\n", "f.tf:1:6: the template expression is not closed" },
        { "/* a", "f.tf:1:1: the comment is not closed" },
        { "a = \"\\d\"", "f.tf:1:6: the escape is not one of \\n \\r \\t \\\" \\\\ \\uXXXX \\UXXXXXXXX" },
        { "a = 1\na = 2\n", "f.tf:2:1: the argument a is set twice" },
        { "a = 1 b = 2", "f.tf:1:7: expected the end of the line, found b" },
        { "a = 1\rb = 2", "f.tf:1:6: the character U+000D cannot stand here" },
        { "a = [1, 2\nb = 3", "f.tf:2:1: expected a comma or ], found b" },
        { "a = [1, 2\n", "f.tf:1:5: the list is not closed" },
        { "a = f(b\n", "f.tf:1:5: the call is not closed" },
        { "a = { b = 1\n", "f.tf:2:1: expected a value, found the end of the file" },
        { "a = {\n b = 1 # x\n c\n}\n", "f.tf:3:3: expected = or :, found the end of the line" },
        { "a {\n b = 1 }\n", "f.tf:2:8: expected the end of the line, found }" },
        { "a { b {} }\n", "f.tf:1:5: expected = behind b, found {: a block on one line holds one argument at most" },
        { "a { b = 1 # x\n c = 2 }\n", "f.tf:1:11: expected } behind the only argument of a block on one line, found the end of the line" },
        { "a { b = 1, c = 2 }\n", "f.tf:1:10: expected } behind the only argument of a block on one line, found ," },
        { "a = <<EOT\nx\nEOT", "f.tf:1:5: the heredoc is not closed: no line EOT" },
        { "a = <<EOT\nx\n\rEOT\n", "f.tf:3:1: a carriage return stands without line feed" },
        { "a = \"%{ if b }x\"\n", "f.tf:1:6: if without endif" },
        { "a = \"%{ if b }%{ else }%{ else }%{ endif }\"\n", "f.tf:1:24: else has nothing to choose from" },
        { "a = \"%{ for b in c }%{ endif }%{ endfor }\"\n", "f.tf:1:21: endif has nothing to end" },
        { "a = \"%{ endfor }\"\n", "f.tf:1:6: endfor has nothing to end" },
        { "a = b.0.1\n", "f.tf:1:7: of two numbers in a row each needs brackets" },
        { "a = b.*.*\n", "f.tf:1:9: a second * behind .* needs brackets" },
        { "a = 1.2.3\n", "f.tf:1:5: 1.2.3 is no number" },
        { "a = {for b in c : b}\n", "f.tf:1:19: an object needs key => value" },
        { "a = [for b in c : b => b]\n", "f.tf:1:19: a list has no keys to give or to group by" },
        { "a = f(b..., c)\n", "f.tf:1:8: expected ) behind ..., found ," },
        { "a = \"\\uD800\"\n", "f.tf:1:6: the escape is not one of \\n \\r \\t \\\" \\\\ \\uXXXX \\UXXXXXXXX" },
        { "a = ]\nb = ;\n", "f.tf:1:5: expected a value, found ]" },
        { "a = { b = 1 c = 2 }", "f.tf:1:13: expected a comma or the end of the line, found c" },
    };

    [Theory]
    [MemberData(nameof(Valid))]
    public void a_valid_file_is_read_and_comes_back(string text)
    {
        var document = new HclDocument(new SourceFile("f.tf", text));
        document.Problem.ShouldBeNull();
        Print(document).ShouldBe(text);
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void a_bad_file_is_told_with_path_line_and_column(string text, string problem)
    {
        var document = new HclDocument(new SourceFile("f.tf", text));
        document.Problem!.ToString().ShouldBe(problem);
        Print(document).ShouldBe(text);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("image:\r\n  tag: ${tag} # \"$${x}\" \\q \n\n", 3)]
    [InlineData("\uFEFF%{ for k, v in images ~}\n${k}: ${v}\n%{ endfor ~}\n", 8)]
    [InlineData("EOT\n$", 1)]
    [InlineData("a\rb ${", 1)]
    public void a_file_can_be_one_template(string text, int pieces)
    {
        var tokens = Tokenizer.TokenizeTemplate(text);
        string.Concat(tokens.Tokens.Select(t => t.Of(text).ToString())).ShouldBe(text);
        var (template, fault) = Parser.ParseTemplate(text, tokens);
        fault.ShouldBeNull();
        template!.Pieces.Count.ShouldBe(pieces);
        template.Heredoc.ShouldBeTrue();
        template.Inner.Of(text).ShouldBe(text.TrimStart('\uFEFF'));
    }

    [Theory]
    [InlineData("a: ${\n", 3, "the template expression is not closed")]
    [InlineData("a: ${b c}", 7, "expected }, found c")]
    [InlineData("%{ iff b }", 3, "expected if, else, endif, for or endfor, found iff")]
    public void a_bad_template_file_is_told_with_its_place(string text, int offset, string message) =>
        Parser.ParseTemplate(text, Tokenizer.TokenizeTemplate(text)).Fault.ShouldBe(new SyntaxFault(offset, message));

    [Fact]
    public void any_soup_of_tokens_comes_back()
    {
        string[] scraps =
        [
            "{", "}", "[", "]", "(", ")", "\"", "${", "%{", "~}", "}", "<<EOT\n", "<<-A\r\n", "EOT\n", "A\n", "\n", "\r\n", " ", "\t", "=", ",", ".",
            "...", ":", "?", "=>", "a", "for", "in", "if", "b-c", "1", "1.5", "$${", "\\\"", "\\", "#", "//", "/*", "*/", "é", "日", "𝒳", "\uFEFF", "\0", "!", "-", "&&",
        ];
        Gen.Int[0, scraps.Length - 1].List[0, 60].Select(s => string.Concat(s.Select(i => scraps[i]))).Sample(
            text => Print(new HclDocument(new SourceFile("f.tf", text))).ShouldBe(text), iter: 20_000);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[")]
    [InlineData("(")]
    [InlineData("-")]
    [InlineData("\"${")]
    [InlineData("a {\n")]
    [InlineData("a ? ")]
    [InlineData("f(")]
    [InlineData("a.b[")]
    public void deep_nesting_is_refused_and_not_followed(string scrap)
    {
        var text = "a = " + string.Concat(Enumerable.Repeat(scrap, 100_000));
        new HclDocument(new SourceFile("f.tf", text)).Problem.ShouldNotBeNull();
    }

    [Fact]
    public void bytes_come_back_through_decode_and_encode()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("a = \"ü\" # 日\r\n")];
        SourceFile.TryDecode("f.tf", bytes, out var file, out _).ShouldBeTrue();
        file.Encode().ShouldBe(bytes);
    }

    [Fact]
    public void bytes_that_are_not_utf8_are_a_problem_with_a_place()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes("a = 1\nb = \""), 0xFF, 0x22];
        SourceFile.TryDecode("f.tf", bytes, out _, out var problem).ShouldBeFalse();
        problem!.ToString().ShouldBe("f.tf:2:6: is not UTF-8");
    }

    private static string Print(HclDocument document) =>
        string.Concat(document.Tokens.Tokens.Select(t => t.Of(document.File.Text).ToString()));
}
