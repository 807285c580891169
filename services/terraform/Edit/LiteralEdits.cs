using Upgrades.Contracts.Vocabulary;
using Upgrades.Terraform.Resolution;
using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform.Edit;

/// <summary>Replacements inside literals, collected over all sites that move together.</summary>
internal sealed class LiteralEdits
{
    private readonly Dictionary<string, (Literal Literal, SortedDictionary<int, (int Length, string Text)> Replacements)> _literals = new(StringComparer.Ordinal);

    /// <summary>Makes a stretch of a resolved text read as <paramref name="wanted"/> by changing as little as possible.</summary>
    /// <returns>Why that cannot be done; null when it can.</returns>
    public string? Rewrite(IReadOnlyList<TextPiece> slice, string wanted)
    {
        var pieces = slice.Select(p => p.InScalar()).ToList();
        while (pieces.Count > 1 && wanted.EndsWith(pieces[^1].Text, StringComparison.Ordinal))
        {
            wanted = wanted[..^pieces[^1].Text.Length];
            pieces.RemoveAt(pieces.Count - 1);
        }

        while (pieces.Count > 1 && wanted.StartsWith(pieces[0].Text, StringComparison.Ordinal))
        {
            wanted = wanted[pieces[0].Text.Length..];
            pieces.RemoveAt(0);
        }

        if (pieces is not [var piece])
        {
            return $"\"{string.Concat(slice.Select(p => p.Text))}\" is put together from {pieces.Count} literals";
        }

        return piece is not { Origin: { } literal, Offset: >= 0 } || wanted.Length == 0
            ? $"{piece.Origin?.Address ?? $"\"{piece.Text}\""} cannot read as \"{wanted}\": it is not written there as it reads" : Add(literal, piece, wanted);
    }

    public IReadOnlyList<SiteEdit> ToSiteEdits() =>
        [.. _literals.Values.Select(l => ToSiteEdit(l.Literal, l.Replacements)).Where(e => e.OldText != e.NewText)
            .OrderBy(e => e.File, StringComparer.Ordinal).ThenBy(e => e.Line)];

    private string? Add(Literal origin, TextPiece piece, string wanted)
    {
        if (!_literals.TryGetValue(origin.Address, out var literal))
        {
            _literals[origin.Address] = literal = (origin, []);
        }

        var replacement = (piece.Text.Length, wanted);
        return literal.Replacements.TryAdd(piece.Offset, replacement) || literal.Replacements[piece.Offset] == replacement
            ? Unlike(origin, Replaced(origin, literal.Replacements)) : $"{origin.Address} would have to read in two ways";
    }

    /// <summary>Without quotes, some texts are something else than a text.</summary>
    private static string? Unlike(Literal literal, string text) => literal.Kind switch
    {
        LiteralKind.Number when !LiteralText.IsExactNumber(text) => $"{literal.Address} is a number without quotes and cannot read as \"{text}\"",
        LiteralKind.Plain when !YamlValues.IsSafePlain(text) => $"{literal.Address} has no quotes: there \"{text}\" would not be read as a text",
        _ => null,
    };

    private static string Replaced(Literal literal, SortedDictionary<int, (int Length, string Text)> replacements)
    {
        var text = literal.Text;
        foreach (var (offset, (length, wanted)) in replacements.Reverse())
        {
            text = text[..offset] + wanted + text[(offset + length)..];
        }

        return text;
    }

    private static SiteEdit ToSiteEdit(Literal literal, SortedDictionary<int, (int Length, string Text)> replacements) => new()
    {
        Site = literal.Address,
        File = literal.Document.File.Path,
        Line = literal.Document.PositionOf(literal.Inner.Start).Line,
        OldText = literal.Text,
        NewText = Replaced(literal, replacements),
    };
}
