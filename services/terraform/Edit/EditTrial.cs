using System.Text.RegularExpressions;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Terraform.Resolution;
using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform.Edit;

/// <summary>Makes edits on a copy, reads and resolves everything again, and says what really moved.</summary>
internal static partial class EditTrial
{
    /// <summary>Swaps each literal whose text is still the old one.</summary>
    /// <returns>The changed files, or the result that ends the attempt.</returns>
    public static (IReadOnlyList<SourceFile> Changed, EditResult? End) Swap(SourceTree tree, IReadOnlyList<SiteEdit> edits)
    {
        var swaps = new List<(Literal Literal, string NewText)>();
        foreach (var edit in edits)
        {
            if (Unsafe(edit) is { } reason)
            {
                return ([], new EditResult.Refused(reason));
            }

            var literal = LiteralOf(tree, edit);
            if (literal is null)
            {
                return ([], new EditResult.NotFound(edit.Site));
            }

            if (literal.Text == edit.OldText)
            {
                swaps.Add((literal, edit.NewText));
            }
            else if (literal.Text != edit.NewText)
            {
                return ([], new EditResult.Outdated(edit.Site, literal.Text));
            }
        }

        return swaps.Count == 0 ? ([], new EditResult.AlreadyDone())
            : ([.. swaps.GroupBy(s => s.Literal.Document).Select(file => file.Key.File with { Text = Replace(file.Key.File.Text, file) })], null);
    }

    /// <summary>Compares before and after.</summary>
    /// <param name="withMemory">Memory limits of the stack may move as well.</param>
    /// <returns>Images and charts of the stack that moved, or why the edits must not be made.</returns>
    public static StackChange Compare(RepositoryScan before, RepositoryScan after, string stack, IReadOnlyList<SiteEdit> edits, bool withMemory)
    {
        if (after.Problems.Except(before.Problems).FirstOrDefault() is { } problem)
        {
            return Refuse($"after the edit {problem}");
        }

        var images = new List<ImageChange>();
        var charts = new List<ChartChange>();
        var memory = new List<MemoryFix>();
        var moving = new HashSet<string>(StringComparer.Ordinal);
        if (before.Stacks.Count != after.Stacks.Count)
        {
            return Refuse("the edit would make or remove a stack");
        }

        // A stack that the edit does not reach is the same object.
        foreach (var (old, now) in before.Stacks.Zip(after.Stacks).Where(s => s.First != s.Second))
        {
            var (moved, refusal) = (MovedImages(old, now), Unlike(old, now));
            var movedCharts = MovedCharts(old, now);
            var movedMemory = MovedMemory(old, now);
            if (refusal is not null)
            {
                return Refuse(refusal);
            }

            if (old.Name != stack && moved.Count + movedCharts.Count + movedMemory.Count > 0)
            {
                return Refuse($"the stack {old.Name} uses the same literal and would move too");
            }

            images.AddRange(moved);
            charts.AddRange(movedCharts);
            memory.AddRange(movedMemory);
            moving.UnionWith(MovingLiterals(old, now, withMemory));
        }

        if (edits.FirstOrDefault(e => !moving.Contains(e.Site) && IsOpen(before.Tree, e)) is { } beyond)
        {
            return Refuse($"{beyond.Site}: no version is written there that the edit would move");
        }

        return memory.Count > 0 && !withMemory ? Refuse($"the edit would change the memory limit of container {memory[0].Container} too")
            : new StackChange { Images = [.. images.Distinct()], Charts = [.. charts.Distinct()], Memory = [.. memory.Distinct()] };
    }

    private static StackChange Refuse(string reason) => new() { Refusal = reason };

    private static string Replace(string text, IEnumerable<(Literal Literal, string NewText)> swaps)
    {
        foreach (var (literal, newText) in swaps.OrderByDescending(s => s.Literal.Inner.Start))
        {
            text = text[..literal.Inner.Start] + newText + text[literal.Inner.End..];
        }

        return text;
    }

    /// <summary>Only characters of versions may differ: edits travel as messages, and a message can be written by hand.</summary>
    private static string? Unsafe(SiteEdit edit) =>
        VersionCharacters().Replace(edit.OldText, "v") == VersionCharacters().Replace(edit.NewText, "v")
            ? null : $"{edit.Site}: the edit changes more than characters of a version";

    private static bool IsOpen(SourceTree tree, SiteEdit edit) => LiteralOf(tree, edit)?.Text == edit.OldText && edit.OldText != edit.NewText;

    private static Literal? LiteralOf(SourceTree tree, SiteEdit edit) => tree.Document(edit.Site.Split('#')[0])?.Find(edit.Site);

    /// <summary>Addresses of the literals that what moved is written in.</summary>
    private static IEnumerable<string> MovingLiterals(StackScan old, StackScan now, bool withMemory) =>
        old.Images.Zip(now.Images).Where(IsMoved).SelectMany(p => p.First.Resolved?.Pieces ?? [])
            .Concat(old.Charts.Zip(now.Charts).Where(IsMoved).SelectMany(p => p.First.Slices).SelectMany(s => s))
            .Concat(old.Images.Zip(now.Images).Where(p => withMemory && IsResized(p)).SelectMany(p => p.First.Memory?.Pieces ?? []))
            .Select(p => p.InScalar().Origin?.Address).OfType<string>();

    private static bool IsMoved((ImageSite First, ImageSite Second) pair) => pair.First.Tag != pair.Second.Tag || pair.First.Digest != pair.Second.Digest;

    private static bool IsResized((ImageSite First, ImageSite Second) pair) => pair.First.Memory?.Text != pair.Second.Memory?.Text;

    private static bool IsMoved((ChartSite First, ChartSite Second) pair) => pair.First.Version != pair.Second.Version;

    private static string? Unlike(StackScan old, StackScan now) =>
        old.Name != now.Name || old.Images.Count != now.Images.Count || old.Charts.Count != now.Charts.Count
        || old.Images.Zip(now.Images).Any(p => (p.First.Image?.Name, p.First.Resource, p.First.Container) != (p.Second.Image?.Name, p.Second.Resource, p.Second.Container))
        || old.Charts.Zip(now.Charts).Any(p => (p.First.Chart, p.First.Release, p.First.Resource, Unversioned(p.First)) != (p.Second.Chart, p.Second.Release, p.Second.Resource, Unversioned(p.Second)))
            ? $"the edit would change more of the stack {old.Name} than versions" : null;

    /// <summary>An archive's address holds its version.</summary>
    private static string? Unversioned(ChartSite chart) =>
        chart is { Repository: { } repository, Version: { Length: > 0 } version } ? repository.Replace(version, "*", StringComparison.Ordinal) : chart.Repository;

    private static List<ImageChange> MovedImages(StackScan old, StackScan now) =>
        [.. old.Images.Zip(now.Images).Where(IsMoved).Select(p => new ImageChange
        {
            Image = p.First.Image!.Name,
            From = p.First.Tag ?? p.First.Digest ?? "",
            To = p.Second.Tag ?? p.Second.Digest ?? "",
            Digest = p.Second.Digest,
        })];

    private static List<MemoryFix> MovedMemory(StackScan old, StackScan now) =>
        [.. old.Images.Zip(now.Images).Where(IsResized).Select(p => new MemoryFix
        {
            Container = p.First.Container,
            From = p.First.Memory?.Text ?? "",
            To = p.Second.Memory?.Text ?? "",
        })];

    private static List<ChartChange> MovedCharts(StackScan old, StackScan now) =>
        [.. old.Charts.Zip(now.Charts).Where(IsMoved).Select(p => new ChartChange
        {
            Release = p.First.Release,
            Chart = p.First.Chart,
            Repository = p.First.Repository,
            From = p.First.Version ?? "",
            To = p.Second.Version ?? "",
        })];

    [GeneratedRegex("[A-Za-z0-9_.:@+-]+")]
    private static partial Regex VersionCharacters();
}
