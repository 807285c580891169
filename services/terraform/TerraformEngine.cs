using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Terraform;

/// <summary>Finds versions in Terraform text and changes exactly their characters. Pure: no file, no network, no clock.</summary>
public static class TerraformEngine
{
    /// <summary>Is this a file that <see cref="Scan"/> wants to see? <c>.tf.json</c> is not read.</summary>
    public static bool IsSource(string path) =>
        (path.EndsWith(".tf", StringComparison.Ordinal) || path.EndsWith(".tofu", StringComparison.Ordinal) || path.EndsWith(".tfvars", StringComparison.Ordinal))
        && !path.Split('/').Contains(".terraform");

    /// <summary>Every stack and every version in it; what cannot be followed is listed with the reason.</summary>
    public static RepositoryScan Scan(IReadOnlyCollection<SourceFile> files, TerraformOptions options) => throw new NotImplementedException();

    /// <summary>
    /// The edits that take every occurrence of <paramref name="image"/> at <paramref name="from"/> in the stack to <paramref name="to"/>.
    /// <paramref name="digest"/> is that of <paramref name="to"/>, needed where the stack pins one.
    /// </summary>
    public static StackChange PlanImage(RepositoryScan scan, StackScan stack, ImageReference image, string from, string to, string? digest) =>
        throw new NotImplementedException();

    /// <summary>The edits that take a Helm release from a chart version to another.</summary>
    public static StackChange PlanChart(RepositoryScan scan, StackScan stack, string release, string from, string to) =>
        throw new NotImplementedException();

    /// <summary>
    /// Makes planned edits at this head: finds each literal by its address, compares before it swaps, then reads and resolves
    /// everything again and refuses if anything but the versions of <paramref name="stack"/> has moved.
    /// </summary>
    public static EditResult Apply(
        IReadOnlyCollection<SourceFile> files, TerraformOptions options, string stack, IReadOnlyList<SiteEdit> edits) =>
        throw new NotImplementedException();

    /// <summary>The edits that undo these.</summary>
    public static IReadOnlyList<SiteEdit> Inverse(IReadOnlyList<SiteEdit> edits) =>
        [.. edits.Select(e => e with { OldText = e.NewText, NewText = e.OldText })];
}
