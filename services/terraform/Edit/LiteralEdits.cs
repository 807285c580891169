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
        var pieces = slice.ToList();
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

        if (piece.Offset < 0 || wanted.Length == 0)
        {
            return $"{piece.Origin.Address} cannot read as \"{wanted}\"";
        }

        if (piece.Origin.IsNumber && !LiteralText.IsExactNumber(wanted))
        {
            return $"{piece.Origin.Address} is a number without quotes and cannot read as \"{wanted}\"";
        }

        return Add(piece, wanted);
    }

    public IReadOnlyList<SiteEdit> ToSiteEdits() =>
        [.. _literals.Values.Select(l => ToSiteEdit(l.Literal, l.Replacements)).Where(e => e.OldText != e.NewText)
            .OrderBy(e => e.File, StringComparer.Ordinal).ThenBy(e => e.Line)];

    private string? Add(TextPiece piece, string wanted)
    {
        if (!_literals.TryGetValue(piece.Origin.Address, out var literal))
        {
            _literals[piece.Origin.Address] = literal = (piece.Origin, []);
        }

        var replacement = (piece.Text.Length, wanted);
        return literal.Replacements.TryAdd(piece.Offset, replacement) || literal.Replacements[piece.Offset] == replacement
            ? null : $"{piece.Origin.Address} would have to read in two ways";
    }

    private static SiteEdit ToSiteEdit(Literal literal, SortedDictionary<int, (int Length, string Text)> replacements)
    {
        var text = literal.Text;
        foreach (var (offset, (length, wanted)) in replacements.Reverse())
        {
            text = text[..offset] + wanted + text[(offset + length)..];
        }

        return new SiteEdit
        {
            Site = literal.Address,
            File = literal.Document.File.Path,
            Line = literal.Document.PositionOf(literal.Inner.Start).Line,
            OldText = literal.Text,
            NewText = text,
        };
    }
}
