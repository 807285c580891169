using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform.Resolution;

/// <summary>Characters of a resolved text that stand in one literal, in a row, just as they read.</summary>
/// <param name="Text">What they read as; <see cref="YamlText.Hole"/> where that is not known.</param>
/// <param name="Origin">The literal; null for what stands nowhere, such as a path or a map's key.</param>
/// <param name="Offset">Where in the literal's text; -1 when written as an escape, and so not to be edited.</param>
/// <param name="Through">How it was reached, where that says more than the place it stands at.</param>
/// <param name="Hole">Why it is not known.</param>
internal readonly record struct TextPiece(string Text, Literal? Origin, int Offset, SiteVia? Through = null, UnknownValue? Hole = null)
{
    public static TextPiece NotKnown(UnknownValue why) => new($"{YamlText.Hole}", null, -1, null, why);

    /// <summary>The same characters, as part of the scalar that they stand in: a heredoc or a file as a whole is nothing to edit.</summary>
    public TextPiece InScalar()
    {
        if (Origin is not { Kind: LiteralKind.Text } whole || Offset < 0)
        {
            return this;
        }

        var start = whole.Inner.Start + Offset;
        return whole.ScalarAt(start) is { } scalar && start + Text.Length <= scalar.Inner.End
            ? this with { Origin = scalar, Offset = start - scalar.Inner.Start } : this with { Offset = -1 };
    }
}

/// <summary>A text that knows for each character the literal it came from: edits and shared literals follow from that alone.</summary>
internal sealed class ResolvedText(IReadOnlyList<TextPiece> pieces)
{
    private int[]? _starts;

    public IReadOnlyList<TextPiece> Pieces { get; } = pieces;

    public string Text { get; } = pieces is [var only] ? only.Text : string.Concat(pieces.Select(p => p.Text));

    /// <summary>Why a part of it is not known; null when all of it is.</summary>
    public UnknownValue? Hole => Text.Contains(YamlText.Hole, StringComparison.Ordinal) ? Pieces.Select(p => p.Hole).FirstOrDefault(h => h is not null) : null;

    /// <summary>The pieces of a stretch, cut to it.</summary>
    public IReadOnlyList<TextPiece> Slice(int start, int end)
    {
        var slice = new List<TextPiece>();
        for (var i = PieceAt(start); i < Pieces.Count && Starts[i] < end; i++)
        {
            var (piece, at) = (Pieces[i], Starts[i]);
            var (from, to) = (Math.Max(start - at, 0), Math.Min(end - at, piece.Text.Length));
            if (from < to)
            {
                slice.Add(piece with { Text = piece.Text[from..to], Offset = piece.Offset < 0 ? -1 : piece.Offset + from });
            }
        }

        return slice;
    }

    private int[] Starts
    {
        get
        {
            if (_starts is null)
            {
                _starts = new int[Pieces.Count];
                for (var i = 1; i < _starts.Length; i++)
                {
                    _starts[i] = _starts[i - 1] + Pieces[i - 1].Text.Length;
                }
            }

            return _starts;
        }
    }

    private int PieceAt(int offset)
    {
        var found = Array.BinarySearch(Starts, offset);
        return found >= 0 ? found : Math.Max(~found - 1, 0);
    }
}
