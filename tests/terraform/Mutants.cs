using Upgrades.Terraform;
using Upgrades.Terraform.Syntax;

namespace Upgrades.Tests.Terraform;

/// <summary>Files that somebody broke by accident: one to three changes of tokens, characters or lines. The same ones for the same seed.</summary>
internal sealed class Mutants(IReadOnlyList<SourceFile> files, int seed)
{
    private static readonly string[] Nasty =
    [
        "\"", "\\", "${", "${~", "%{", "%{ if a ~}", "%{ else }", "%{ endif }", "%{ for x in y }", "%{ endfor }", "}", "~}", "{", "[", "]", "(", ")", "$", "$${", "%%{",
        "<<EOT\n", "EOT\n", "<<-E\r\n", "E\n", "\r", "\r\n", "\n", "\t", "\0", "\uFEFF", "\u00A0", "é", "日", "𝒳", "#", "//", "/*", "*/", ".", "..", "...", "*", "[*]", ".*", ".0",
        ".1.2", "=", "=>", "?", ":", "::", ",", "!", "-", "&&", "&", "'", ";", "~", "1e5", "1.", "for ", "if ", "in ", "null", "\"x\"", "\"${x}\"", "a = 1\n", "b {}\n", "f(x...)",
    ];

    private readonly Random _random = new(seed);
    private readonly string[][] _pieces = [.. files.Select(f => f.Text).Select(Pieces)];

    /// <summary>The index of the file, and what has become of it.</summary>
    public (int File, string Text) Next()
    {
        var file = _random.Next(files.Count);
        var pieces = _pieces[file].ToList();
        for (var changes = _random.Next(4) == 0 ? _random.Next(2, 4) : 1; changes > 0 && pieces.Count > 0; changes--)
        {
            pieces = _random.Next(8) switch
            {
                0 or 1 => ChangeToken(pieces),
                2 or 3 => [.. Pieces(ChangeCharacter(string.Concat(pieces)))],
                4 or 5 => Lines(ChangeToken(Lines(pieces))),
                6 => Splice(pieces, _pieces[_random.Next(_pieces.Length)]),
                _ => Insert(pieces),
            };
        }

        return (file, string.Concat(pieces));
    }

    private List<string> ChangeToken(List<string> pieces)
    {
        var (here, there) = (_random.Next(pieces.Count), _random.Next(pieces.Count));
        switch (_random.Next(3))
        {
            case 0:
                pieces.RemoveAt(here);
                break;
            case 1:
                pieces.Insert(there, pieces[here]);
                break;
            default:
                (pieces[here], pieces[there]) = (pieces[there], pieces[here]);
                break;
        }

        return pieces;
    }

    private string ChangeCharacter(string text)
    {
        if (text.Length == 0)
        {
            return Nasty[_random.Next(Nasty.Length)];
        }

        var at = _random.Next(text.Length);
        return _random.Next(3) switch
        {
            0 => text.Remove(at, 1),
            1 => text.Insert(at, text[at].ToString()),
            _ => text.Insert(at, Nasty[_random.Next(Nasty.Length)]),
        };
    }

    private List<string> Insert(List<string> pieces)
    {
        pieces.Insert(_random.Next(pieces.Count + 1), Nasty[_random.Next(Nasty.Length)]);
        return pieces;
    }

    private List<string> Splice(List<string> head, string[] tail) => [.. head[.._random.Next(head.Count)], .. tail[_random.Next(tail.Length)..]];

    private static string[] Pieces(string text) => [.. Tokenizer.Tokenize(text).Tokens.Select(t => t.Of(text).ToString())];

    private static List<string> Lines(List<string> pieces) => [.. string.Concat(pieces).Split('\n').Select(line => line + "\n")];
}
