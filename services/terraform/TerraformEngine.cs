using Upgrades.Contracts.Vocabulary;
using Upgrades.Terraform.Edit;
using Upgrades.Terraform.Resolution;
using Upgrades.Terraform.Sites;

namespace Upgrades.Terraform;

/// <summary>Finds versions in Terraform text and changes exactly their characters. Pure: no file, no network, no clock.</summary>
public static class TerraformEngine
{
    /// <summary>Is this a file that <see cref="Scan(IReadOnlyCollection{SourceFile}, TerraformOptions, RepositoryScan)"/> wants to see?</summary>
    public static bool IsSource(string path) => SourceKinds.IsSource(path);

    /// <summary>Is it a problem when this file is not text? Of others it shows only when Terraform reads them.</summary>
    public static bool MustBeReadable(string path) => SourceKinds.IsTerraform(path);

    /// <summary>Every stack and every version in it; what cannot be followed is listed with the reason.</summary>
    /// <param name="last">An earlier scan of the same repository: what has not changed since is taken from it.</param>
    /// <returns><paramref name="last"/> itself when nothing has changed.</returns>
    public static RepositoryScan Scan(IReadOnlyCollection<SourceFile> files, TerraformOptions options, RepositoryScan? last = null)
    {
        var tree = new SourceTree(files, last?.Tree);
        var comparable = last?.Options.IsLike(options) == true ? last : null;
        return comparable?.Tree.IsSameAs(tree) == true ? comparable : Scan(tree, options, comparable);
    }

    /// <summary>
    /// The edits that take every occurrence of <paramref name="image"/> at <paramref name="from"/> in the stack to <paramref name="to"/>.
    /// <paramref name="digest"/> is that of <paramref name="to"/>, needed where the stack pins one.
    /// </summary>
    public static StackChange PlanImage(RepositoryScan scan, StackScan stack, ImageReference image, string from, string to, string? digest)
    {
        if (!ImageReference.IsTag(to) || (digest is not null && !ImageReference.IsDigest(digest)))
        {
            return Refuse("the target is no OCI tag or digest");
        }

        var sites = stack.Images
            .Where(s => s.Image?.Name == image.Name && s.Tag == from && s.Status is SiteStatus.Pinned or SiteStatus.Floating or SiteStatus.DigestPinned).ToList();
        if (sites.Count == 0)
        {
            return Refuse($"{stack.Name} has no {image.Name}:{from} that can be edited");
        }

        var edits = new LiteralEdits();
        foreach (var site in sites)
        {
            var text = site.Resolved!;
            var (start, end) = ImageText.TagSpan(text.Text)!.Value;
            if (edits.Rewrite(text.Slice(start, end), to) is { } refusal)
            {
                return Refuse(refusal);
            }

            if (ImageText.DigestStart(text.Text) is { } digestStart
                && (digest is null ? $"{site.Site} pins a digest, and that of {to} is not known" : edits.Rewrite(text.Slice(digestStart, text.Text.Length), digest)) is { } digestRefusal)
            {
                return Refuse(digestRefusal);
            }
        }

        var change = TryOut(scan, stack, edits.ToSiteEdits());
        return change.Refusal is not null || change.Images.Any(i => i.Image == image.Name && i.From == from && i.To == to)
            ? change : Refuse($"the edits would not bring {image.Name} to {to}");
    }

    /// <summary>The edits that take a Helm release from a chart version to another.</summary>
    public static StackChange PlanChart(RepositoryScan scan, StackScan stack, string release, string from, string to)
    {
        if (!TagVersion.TryParse(to.Replace('+', '_'), out _))
        {
            return Refuse("the target is no chart version");
        }

        var sites = stack.Charts.Where(s => s.Release == release && s.Version == from && s.Status is SiteStatus.Pinned).ToList();
        if (sites.Count == 0)
        {
            return Refuse($"{stack.Name} has no release {release} at chart version {from} that can be edited");
        }

        var edits = new LiteralEdits();
        return sites.SelectMany(site => site.Slices).Select(slice => edits.Rewrite(slice, to)).FirstOrDefault(r => r is not null) is { } refusal
            ? Refuse(refusal) : TryOut(scan, stack, edits.ToSiteEdits());
    }

    /// <summary>The edits that give a container another memory limit, where that is written down in its stack alone.</summary>
    /// <param name="container">Its name; where the text does not tell it, as in values of a chart, its image does.</param>
    /// <param name="images">Canonical names of the images it may run.</param>
    /// <param name="raise">From the limit as written to the new one; null when it must stay.</param>
    public static StackChange PlanMemory(RepositoryScan scan, string stack, string container, IReadOnlyCollection<string> images, Func<string, string?> raise)
    {
        if (scan.Stacks.FirstOrDefault(s => s.Name == stack) is not { } found)
        {
            return Refuse("there is no such stack");
        }

        var named = found.Images.Where(s => s.Container == container).ToList();
        var ofImage = (named.Count > 0 ? named : found.Images).Where(s => s.Image is { } image && images.Contains(image.Name)).ToList();
        var limits = (ofImage.Count > 0 ? ofImage : named).Select(s => s.Memory).ToList();
        if (limits.Count == 0 || limits.Contains(null))
        {
            return Refuse($"{stack} has no memory limit of container {container} that is written down as a text");
        }

        if (limits.Select(l => l!.Text).Distinct(StringComparer.Ordinal).Count() > 1)
        {
            return Refuse($"{stack} has several containers that {container} may be, with different memory limits");
        }

        if (raise(limits[0]!.Text) is not { } wanted)
        {
            return Refuse($"the memory limit of container {container} is {limits[0]!.Text}, and must not be raised further");
        }

        var edits = new LiteralEdits();
        if (limits.Select(l => edits.Rewrite(l!.Pieces, wanted)).FirstOrDefault(r => r is not null) is { } refusal)
        {
            return Refuse(refusal);
        }

        var change = TryOut(scan, found, edits.ToSiteEdits(), withMemory: true);
        return change.Refusal is not null || (change.Images.Count + change.Charts.Count == 0 && change.Memory.Count > 0)
            ? change : Refuse($"the edits would not change the memory limit of container {container} alone");
    }

    /// <summary>
    /// Makes planned edits at this head: finds each literal by its address, compares before it swaps, then reads and resolves
    /// everything again and refuses if anything but the versions of <paramref name="stack"/> has moved.
    /// </summary>
    /// <param name="withMemory">Its memory limits may move as well.</param>
    public static EditResult Apply(RepositoryScan head, string stack, IReadOnlyList<SiteEdit> edits, bool withMemory = false)
    {
        if (edits.Count == 0)
        {
            return new EditResult.Refused("there are no edits to make");
        }

        var (changed, end) = EditTrial.Swap(head.Tree, edits);
        if (end is not null)
        {
            return end;
        }

        var moved = EditTrial.Compare(head, With(head, changed), stack, edits, withMemory);
        return moved.Refusal is { } refusal ? new EditResult.Refused(refusal)
            : moved.Images.Count + moved.Charts.Count + moved.Memory.Count == 0 ? new EditResult.Refused($"the edits move no version of the stack {stack}")
            : new EditResult.Edited(changed);
    }

    /// <summary>
    /// What somebody has done who went from one state to the other: the edits, and the versions that they moved. Refused when it was
    /// anything but edits of versions of <paramref name="stack"/>.
    /// </summary>
    /// <param name="withMemory">It may have been edits of its memory limits as well.</param>
    public static StackChange Between(RepositoryScan before, RepositoryScan after, string stack, bool withMemory = false)
    {
        var edits = LiteralDifferences.Between(before.Tree, after.Tree);
        if (edits.Count == 0)
        {
            return Refuse("no literal reads differently");
        }

        var change = TryOut(before, before.Stacks.FirstOrDefault(s => s.Name == stack), edits, withMemory);
        return change.Refusal is null && !With(before, EditTrial.Swap(before.Tree, edits).Changed).Tree.ReadsLike(after.Tree)
            ? Refuse("more than versions is different") : change;
    }

    /// <summary>Where a stack names something as a whole word outside of comments, its own folder first; at most <paramref name="most"/> lines.</summary>
    public static IReadOnlyList<SourceLine> LinesNaming(RepositoryScan scan, StackScan stack, string name, int most) =>
        name.Length == 0 ? [] : [.. NamedPlaces.Of(scan, stack, name).Take(most)];

    /// <summary>The edits that undo these.</summary>
    public static IReadOnlyList<SiteEdit> Inverse(IReadOnlyList<SiteEdit> edits) =>
        [.. edits.Select(e => e with { OldText = e.NewText, NewText = e.OldText })];

    /// <summary>The repository with some files replaced.</summary>
    private static RepositoryScan With(RepositoryScan scan, IReadOnlyList<SourceFile> changed) => Scan(scan.Tree.With(changed), scan.Options, scan);

    private static RepositoryScan Scan(SourceTree tree, TerraformOptions options, RepositoryScan? last)
    {
        var folders = StackFolders.Of(tree, options);
        var ambiguous = folders.GroupBy(f => RepositoryPath.NameOf(f.Path), StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
        var known = last?.Stacks.ToDictionary(s => s.Path, StringComparer.Ordinal) ?? [];
        var stacks = new List<StackScan>();
        foreach (var (path, roots) in folders)
        {
            var name = RepositoryPath.NameOf(path);
            name = path.Length == 0 ? "." : ambiguous.Contains(name) ? path : name;
            stacks.Add(known.TryGetValue(path, out var before) && before.Name == name && before.IsUnchangedIn(tree, roots)
                ? before : new StackReader(tree, options).Read(name, path, roots));
        }

        return new RepositoryScan { Stacks = stacks, Problems = [.. tree.Problems.Concat(stacks.SelectMany(s => s.DeadCalls)).Distinct()], Tree = tree, Options = options };
    }

    private static StackChange TryOut(RepositoryScan scan, StackScan? stack, IReadOnlyList<SiteEdit> edits, bool withMemory = false)
    {
        if (stack is null)
        {
            return Refuse("there is no such stack");
        }

        var (changed, end) = EditTrial.Swap(scan.Tree, edits);
        if (end is not null)
        {
            return Refuse(end is EditResult.Refused refused ? refused.Message : $"the edits cannot be made: {end}");
        }

        var moved = EditTrial.Compare(scan, With(scan, changed), stack.Name, edits, withMemory);
        return moved.Refusal is null ? moved with { Edits = edits } : moved;
    }

    private static StackChange Refuse(string reason) => new() { Refusal = reason };
}
