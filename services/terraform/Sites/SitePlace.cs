using Upgrades.Terraform.Resolution;
using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform.Sites;

/// <summary>Where a version is written, for people and as an address.</summary>
internal sealed record SitePlace(string File, int Line, int Column, string Site, string LiteralText, SiteVia Via)
{
    /// <param name="pieces">Of the version; the first with a digit counts, since "release-" and "-cuda" stay as they are.</param>
    /// <param name="otherwise">Where to point when none is.</param>
    /// <param name="context">How the resource holds it.</param>
    public static SitePlace Of(IEnumerable<TextPiece> pieces, Spot otherwise, SiteVia context)
    {
        if (pieces.Where(p => p.Origin is not null).OrderByDescending(p => p.Text.Any(char.IsAsciiDigit)).FirstOrDefault() is not { Origin: not null } found)
        {
            return Of(otherwise, context);
        }

        var piece = found.InScalar();
        var literal = piece.Origin!;
        var (line, column) = literal.Document.PositionOf(literal.Inner.Start + Math.Max(piece.Offset, 0));
        return new SitePlace(literal.Document.File.Path, line, column, literal.Address, literal.Kind == LiteralKind.Text ? "" : literal.Text, ViaOf(piece, context));
    }

    /// <summary>For what stopped the search.</summary>
    public static SitePlace Of(Spot spot, SiteVia context)
    {
        var (line, column) = spot.Document.PositionOf(spot.Span.Start);
        return new SitePlace(spot.Document.File.Path, line, column, $"{spot.Document.File.Path}#({spot.Span.Start})", spot.Source, context);
    }

    private static SiteVia ViaOf(TextPiece piece, SiteVia context)
    {
        var place = piece.Through ?? piece.Origin!.Place;
        var readsFiles = context is SiteVia.Values or SiteVia.Manifest;
        return place is null || (place == SiteVia.DataFile && context == SiteVia.Manifest) || (piece.Through is null && place == SiteVia.DataFile && readsFiles)
            ? context : place.Value;
    }
}
