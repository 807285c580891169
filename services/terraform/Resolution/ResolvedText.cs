using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform.Resolution;

/// <summary>Characters of a resolved text that stand in one literal, in a row, just as they read.</summary>
/// <param name="Text">What they read as.</param>
/// <param name="Origin">The literal.</param>
/// <param name="Offset">Where in the literal's text; -1 when written as an escape, and so not to be edited.</param>
internal readonly record struct TextPiece(string Text, Literal Origin, int Offset);

/// <summary>A text that knows for each character the literal it came from: edits and shared literals follow from that alone.</summary>
internal sealed class ResolvedText(IReadOnlyList<TextPiece> pieces)
{
    public IReadOnlyList<TextPiece> Pieces { get; } = pieces;

    public string Text { get; } = string.Concat(pieces.Select(p => p.Text));

    public bool ComesFrom(string address) => Pieces.Any(p => p.Origin.Address == address);

    /// <summary>The pieces of a stretch, cut to it.</summary>
    public IReadOnlyList<TextPiece> Slice(int start, int end)
    {
        var slice = new List<TextPiece>();
        var at = 0;
        foreach (var piece in Pieces)
        {
            var (from, to) = (Math.Max(start - at, 0), Math.Min(end - at, piece.Text.Length));
            if (from < to)
            {
                slice.Add(piece with { Text = piece.Text[from..to], Offset = piece.Offset < 0 ? -1 : piece.Offset + from });
            }

            at += piece.Text.Length;
        }

        return slice;
    }
}
