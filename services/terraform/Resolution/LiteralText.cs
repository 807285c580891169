using System.Text.RegularExpressions;
using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform.Resolution;

/// <summary>What the characters between the quotes read as (hclsyntax/spec.md, "Template Expressions").</summary>
internal static partial class LiteralText
{
    /// <summary>Terraform prints <c>1.10</c> as 1.1: such a number cannot be followed character by character.</summary>
    public static bool IsExactNumber(string text) => ExactNumber().IsMatch(text);

    /// <summary>Plain runs keep their place; an escape becomes a piece that cannot be edited.</summary>
    /// <param name="literal">Null where nothing can be edited.</param>
    /// <param name="heredoc">Knows no backslash.</param>
    public static IEnumerable<TextPiece> Read(SourceDocument document, Literal? literal, TextSpan span, bool heredoc)
    {
        var text = document.File.Text;
        if (text.AsSpan(span.Start, span.End - span.Start).IndexOfAny('\\', '$', '%') < 0)
        {
            return span.Start == span.End ? [] : [new TextPiece(span.Of(text), literal, literal is null ? -1 : span.Start - literal.Inner.Start)];
        }

        return ReadEscapes(text, literal, span, heredoc);
    }

    private static IEnumerable<TextPiece> ReadEscapes(string text, Literal? literal, TextSpan span, bool heredoc)
    {
        var at = span.Start;
        foreach (Match escape in (heredoc ? TemplateEscape() : Escape()).Matches(span.Of(text)))
        {
            var start = span.Start + escape.Index;
            if (start > at)
            {
                yield return new TextPiece(text[at..start], literal, literal is null ? -1 : at - literal.Inner.Start);
            }

            yield return new TextPiece(Unescape(escape.Value), literal, -1);
            at = start + escape.Length;
        }

        if (at < span.End)
        {
            yield return new TextPiece(text[at..span.End], literal, literal is null ? -1 : at - literal.Inner.Start);
        }
    }

    private static string Unescape(string escape) => escape switch
    {
        "\\n" => "\n",
        "\\r" => "\r",
        "\\t" => "\t",
        "$${" or "%%{" => escape[1..],
        ['\\', 'u' or 'U', ..] => Character(Convert.ToInt64(escape[2..], 16)),
        _ => escape[1..],
    };

    private static string Character(long code) =>
        code is (>= 0 and < 0xD800) or (> 0xDFFF and <= 0x10FFFF) ? char.ConvertFromUtf32((int)code) : "\uFFFD";

    [GeneratedRegex(@"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}|\\.|\$\$\{|%%\{", RegexOptions.Singleline)]
    private static partial Regex Escape();

    [GeneratedRegex(@"\$\$\{|%%\{")]
    private static partial Regex TemplateEscape();

    [GeneratedRegex(@"\A(0|[1-9][0-9]{0,17})(\.[0-9]{0,17}[1-9])?\z")]
    private static partial Regex ExactNumber();
}
