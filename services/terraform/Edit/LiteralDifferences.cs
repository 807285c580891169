using Upgrades.Contracts.Vocabulary;
using Upgrades.Terraform.Resolution;
using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform.Edit;

/// <summary>Which literals read differently in two states of the same sources.</summary>
internal static class LiteralDifferences
{
    public static IReadOnlyList<SiteEdit> Between(SourceTree before, SourceTree after) =>
    [
        .. before.Documents
            .Select(old => (Old: old, Now: after.Document(old.File.Path)))
            .Where(d => d.Now is not null && d.Now.File.Text != d.Old.File.Text)
            .SelectMany(d => Between(d.Old, d.Now!))
            .OrderBy(e => e.File, StringComparer.Ordinal).ThenBy(e => e.Line),
    ];

    private static IEnumerable<SiteEdit> Between(SourceDocument old, SourceDocument now)
    {
        var different = old.Literals
            .Select(l => (Literal: l, Now: now.Find(l.Address)))
            .Where(l => l.Now is not null && l.Now.Text != l.Literal.Text).ToList();
        // A template differs because a literal inside it does: the inner one is the place.
        return different.Where(l => !different.Any(o => IsInside(o.Literal, l.Literal))).Select(l => new SiteEdit
        {
            Site = l.Literal.Address,
            File = old.File.Path,
            Line = old.PositionOf(l.Literal.Inner.Start).Line,
            OldText = l.Literal.Text,
            NewText = l.Now!.Text,
        });
    }

    private static bool IsInside(Literal inner, Literal outer) =>
        inner != outer && inner.Inner.Start >= outer.Inner.Start && inner.Inner.End <= outer.Inner.End;
}
