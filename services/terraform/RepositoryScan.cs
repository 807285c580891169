using Upgrades.Terraform.Resolution;
using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform;

/// <summary>Every stack of a repository at one commit, with every version found in it.</summary>
public sealed record RepositoryScan
{
    /// <summary>Sorted by path.</summary>
    public required IReadOnlyList<StackScan> Stacks { get; init; }

    /// <summary>Files that could not be read and local modules that are not there.</summary>
    public required IReadOnlyList<SyntaxProblem> Problems { get; init; }

    /// <summary>What was scanned: a plan is tried out on it before anybody sees it.</summary>
    internal SourceTree Tree { get; init; } = new();

    internal TerraformOptions Options { get; init; } = new();
}

/// <summary>One Terraform root and everything it uses.</summary>
public sealed record StackScan
{
    /// <summary>The folder's name; its whole path where two stacks would have the same name; <c>.</c> for the repository itself.</summary>
    public required string Name { get; init; }

    public required string Path { get; init; }

    /// <summary>Where its workloads live, as far as written down; else the stack's name, which is the usual one.</summary>
    public required IReadOnlyList<string> Namespaces { get; init; }

    public required IReadOnlyList<ImageSite> Images { get; init; }

    public required IReadOnlyList<ChartSite> Charts { get; init; }

    /// <summary>Sources of this stack that could not be read: there may be more sites than listed.</summary>
    public IReadOnlyList<SyntaxProblem> Unreadable { get; init; } = [];

    /// <summary>Calls that lead nowhere, or back into themselves.</summary>
    internal IReadOnlyList<SyntaxProblem> DeadCalls { get; init; } = [];

    internal IReadOnlyList<ModuleFolder> Roots { get; init; } = [];

    /// <summary>Everything that was read for it.</summary>
    internal IReadOnlyCollection<ModuleFolder> Folders { get; init; } = [];

    /// <summary>Files that were read besides: values, templates, data.</summary>
    internal IReadOnlyDictionary<string, SourceDocument> Files { get; init; } = new Dictionary<string, SourceDocument>();

    /// <summary>A file that is not there was looked for, or which files there are.</summary>
    internal bool DependsOnListing { get; init; }

    /// <summary>
    /// Would reading it from this tree give the same? A folder that nothing changed in is the same object, and a stack depends on
    /// nothing outside of its folders and files, except on what a dead call might find.
    /// </summary>
    internal bool IsUnchangedIn(SourceTree tree, IReadOnlyList<ModuleFolder> roots) => DeadCalls.Count == 0 && !DependsOnListing
        && Files.All(f => tree.Document(f.Key) == f.Value) && roots.SequenceEqual(Roots) && Folders.All(f => tree.Folders.GetValueOrDefault(f.Path) == f);
}
