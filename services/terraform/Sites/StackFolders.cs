using Upgrades.Terraform.Resolution;

namespace Upgrades.Terraform.Sites;

/// <summary>Which folders are stacks, and which of a stack's folders Terraform is run in.</summary>
internal static class StackFolders
{
    /// <returns>Path of each stack with the folders that are roots in it, sorted by path.</returns>
    public static IReadOnlyList<(string Path, IReadOnlyList<ModuleFolder> Roots)> Of(SourceTree tree, TerraformOptions options)
    {
        var called = tree.Folders.Values.SelectMany(f => f.Calls).Select(c => c.Target).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var units = tree.Folders.Values.Where(f => f.Terragrunt is not null).ToList();
        var idle = new HashSet<ModuleFolder>();
        foreach (var unit in units)
        {
            var (_, folder, problem) = TerragruntUnit.Of(unit, new Surroundings(tree));
            if (folder is not null && folder != unit)
            {
                called.Add(folder.Path);
            }
            else if (folder is null && problem is null)
            {
                // What units include, or a module from elsewhere: nothing of it is written here.
                idle.Add(unit);
            }
        }

        var roots = tree.Folders.Values.Where(f => !called.Contains(f.Path) && !idle.Contains(f)).ToList();
        var matched = Group(roots, folder => StackPath(folder.Path, options.StackRoots));
        return matched.Count > 0 ? matched : Group(roots, folder => folder.Path);
    }

    private static List<(string Path, IReadOnlyList<ModuleFolder> Roots)> Group(IEnumerable<ModuleFolder> folders, Func<ModuleFolder, string?> stackOf) =>
        [.. folders.Select(f => (Stack: stackOf(f), Folder: f)).Where(p => p.Stack is not null)
            .GroupBy(p => p.Stack!, p => p.Folder, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (g.Key, (IReadOnlyList<ModuleFolder>)[.. g.OrderBy(f => f.Path, StringComparer.Ordinal)]))];

    /// <summary>A folder below a stack's folder belongs to the stack.</summary>
    private static string? StackPath(string folder, IReadOnlyList<string> patterns)
    {
        var names = folder.Split('/');
        return patterns
            .Select(pattern => (Pattern: pattern, Length: pattern.Trim('/').Split('/').Length))
            .Where(p => p.Length <= names.Length && RepositoryPath.Matches(string.Join('/', names.Take(p.Length)), p.Pattern))
            .Select(p => string.Join('/', names.Take(p.Length)))
            .FirstOrDefault();
    }
}
