using System.Text;

namespace Upgrades.Tests.Terraform;

/// <summary>Writes a file that hashicorp/hcl takes, of every form that the specification has. The same one for the same seed.</summary>
internal sealed class ValidHcl(int seed)
{
    private static readonly string[] Words = ["a", "b-c", "_", "for_", "größe", "日本", "𝒳", "true", "null", "image", "in", "if", "e℮", "x1"];
    private static readonly string[] Numbers = ["0", "1.5", "1e5", "2E-3", "3.25e+10", "007", "1.e2"];
    private static readonly string[] Texts = ["text", " ", "日 ", "$", "%%", "$${no}", "%%{no}", "$$${no}", "#", "//", "/*", "{", "}", "'", "~}", "<<EOT"];
    private static readonly string[] Escapes = ["\\n", "\\\"", "\\\\", "\\u00e9", "\\U0001F600", "\\t"];
    private static readonly string[] Operators = ["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||"];

    private readonly Random _random = new(seed);
    private readonly string _newLine = seed % 3 == 0 ? "\r\n" : "\n";
    private int _names;

    public string File()
    {
        var text = (seed % 5 == 0 ? "\uFEFF" : "") + Body(0);
        return seed % 7 == 0 ? text + "last = 1" : text;
    }

    private string Body(int depth)
    {
        var text = new StringBuilder();
        for (var i = _random.Next(5); i > 0; i--)
        {
            text.Append(new string(' ', _random.Next(3))).Append(_random.Next(5) switch
            {
                0 => Pick("# ünï ${", "// x", "/* x\n * y */", "", "\t") + End,
                1 when depth < 3 => $"{Word}{Labels()} {{{Body(depth + 1).Insert(0, Comment + End)}}}{End}",
                2 => $"{Word}{Labels()} {{{Pick("", " ", $" {Word} = {Expression(depth, newLines: false)} ", "/*\n*/")}}}{End}",
                3 => $"{Word}{_names++} = {Heredoc(depth)}",
                _ => $"{Word}{_names++} {Pick("", "/* = */")}= {Expression(depth, newLines: false)}{Comment}{End}",
            });
        }

        return text.ToString();
    }

    private string Labels() => string.Concat(Enumerable.Range(0, _random.Next(3)).Select(_ => Pick(" ", "") + Pick($"\"{Pick(Texts)}{Pick(Escapes)}\"", $" {Word}")));

    private string Expression(int depth, bool newLines)
    {
        if (depth > 5)
        {
            return Pick([.. Numbers, .. Words]);
        }

        string Inner() => Gap(true) + Expression(depth + 1, newLines: true) + Gap(true);
        string Same() => Gap(newLines) + Expression(depth + 1, newLines) + Gap(newLines);
        return _random.Next(17) switch
        {
            0 => Pick(Numbers),
            1 => Word,
            2 => Quoted(depth + 1),
            3 when newLines => Heredoc(depth + 1),
            4 => $"[{string.Join(",", Enumerable.Range(0, _random.Next(4)).Select(_ => Inner()))}]",
            5 => $"[{Inner()},{Gap(true)}]",
            6 => "{" + Items(depth + 1) + "}",
            7 => $"[{Gap(true)}for {Word}{Pick("", $", {Word}")} in{Inner()}:{Inner()}{Pick("", $" if{Inner()}")}]",
            8 => $"{{{Gap(true)}for {Word} in{Inner()}:{Inner()}=>{Inner()}{Pick("", "...")}{Pick("", $" if{Inner()}")}}}",
            9 => $"{Word}{Pick("", "::" + Word)}({Inner()}{Pick("", ",", "...", "," + Inner())})",
            10 => $"({Inner()})",
            11 => $"{Pick("!", "-", "!!", "- -")}{Word}",
            12 => $"({Inner()} {Pick(Operators)} {Inner()})",
            13 => $"({Inner()}?{Inner()}:{Inner()})",
            14 => $"{Word}{Pick(".", $"{Gap(newLines)}. ")}{Word}[{Inner()}].0{Pick("[*]", ".*", "")}.{Word}",
            15 => $"{Word} {Pick(Operators)} {Word}",
            _ => $"{Word} ?{(newLines ? Same() : " 1 ")}: {Word}",
        };
    }

    private string Items(int depth) => Gap(true) + string.Concat(Enumerable.Range(0, _random.Next(4)).Select(_ =>
        $"{Pick(Word + "x", $"\"{Pick(Texts)}\"", $"({Expression(depth, true)})", "1")} {Pick("=", ":")} {Expression(depth + 1, false)}{Pick(",", End, Comment + End, "," + End + End)}"));

    private string Quoted(int depth) => $"\"{Template(depth, heredoc: false)}\"";

    private string Heredoc(int depth) => $"<<{Pick("", "-")}EOT{End}{Template(depth, heredoc: true)}{End}{Pick("", " \t")}EOT{Pick("", "  ")}{End}";

    private string Template(int depth, bool heredoc) => string.Concat(Enumerable.Range(0, _random.Next(4)).Select(_ => _random.Next(6) switch
    {
        0 => $"${{{Pick("", "~")} {Expression(depth + 1, true)} {Pick("", "~")}}}",
        1 when depth < 5 => $"%{{ if {Expression(depth + 1, true)} {Pick("", "~")}}}{Template(depth + 1, heredoc)}{Pick("", "%{ else }x")}%{{ endif }}",
        2 when depth < 5 => $"%{{ for {Word}{Pick("", $", {Word}")} in {Expression(depth + 1, true)} }}{Template(depth + 1, heredoc)}%{{~ endfor }}",
        3 when heredoc => End + Pick(Texts) + End,
        4 when !heredoc => Pick(Escapes),
        _ => Pick(Texts),
    } + " "));

    private string Word => Pick(Words);

    private string End => _newLine;

    private string Comment => Pick("", "", " # c", " // c", " /* c */");

    private string Gap(bool newLines) => newLines ? Pick(" ", " ", "", _newLine, $" # c }}{_newLine}", "/* ] */") is var gap && gap.Length == 0 ? " " : gap : " ";

    private string Pick(params string[] from) => from[_random.Next(from.Length)];
}
