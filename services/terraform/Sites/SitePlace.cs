using Upgrades.Terraform.Resolution;

namespace Upgrades.Terraform.Sites;

/// <summary>Where a version is written, for people and as an address.</summary>
internal sealed record SitePlace(string File, int Line, int Column, string Site, string LiteralText, SiteVia Via)
{
    public static SitePlace Of(TextPiece piece)
    {
        var literal = piece.Origin;
        var (line, column) = literal.Document.PositionOf(literal.Inner.Start + Math.Max(piece.Offset, 0));
        return new SitePlace(literal.Document.File.Path, line, column, literal.Address, literal.Text, literal.Via);
    }

    /// <summary>For what stopped the search.</summary>
    public static SitePlace Of(Term term)
    {
        var (line, column) = term.Document.PositionOf(term.Expression.Span.Start);
        return new SitePlace(term.Document.File.Path, line, column, term.Document.Addresses.AddressOf(term.Expression), term.Source, SiteVia.Literal);
    }
}
