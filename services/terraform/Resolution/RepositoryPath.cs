namespace Upgrades.Terraform.Resolution;

/// <summary>Folders of the repository; the root is the empty text.</summary>
internal static class RepositoryPath
{
    public static string FolderOf(string path) => path.LastIndexOf('/') is var slash and >= 0 ? path[..slash] : "";

    public static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    public static bool IsInside(string path, string folder) =>
        folder.Length == 0 || path == folder || (path.Length > folder.Length && path[folder.Length] == '/' && path.StartsWith(folder, StringComparison.Ordinal));

    /// <summary>Where a local module source leads. Null when it is not local or leaves the repository.</summary>
    public static string? Follow(string folder, string source)
    {
        var steps = new List<string>(folder.Split('/', StringSplitOptions.RemoveEmptyEntries));
        foreach (var step in source.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(s => s != "."))
        {
            if (step != "..")
            {
                steps.Add(step);
            }
            else if (steps.Count == 0)
            {
                return null;
            }
            else
            {
                steps.RemoveAt(steps.Count - 1);
            }
        }

        return string.Join('/', steps);
    }

    /// <summary>A path as Terraform is given one. <c>path.module</c> and the like begin with a slash, which is the repository's root.</summary>
    public static string? Locate(string workingFolder, string path) => Follow(path.StartsWith('/') ? "" : workingFolder, path);

    /// <summary>The way from one folder to another.</summary>
    public static string Relative(string from, string to)
    {
        var (a, b) = (from.Split('/', StringSplitOptions.RemoveEmptyEntries), to.Split('/', StringSplitOptions.RemoveEmptyEntries));
        var common = a.Zip(b).TakeWhile(p => p.First == p.Second).Count();
        var steps = Enumerable.Repeat("..", a.Length - common).Concat(b.Skip(common)).ToList();
        return steps.Count == 0 ? "." : string.Join('/', steps);
    }

    /// <summary>Matches name by name; <c>*</c> stands for any characters of one name.</summary>
    public static bool Matches(string path, string pattern)
    {
        var (names, globs) = (path.Split('/'), pattern.Trim('/').Split('/'));
        return names.Length == globs.Length && names.Zip(globs).All(p => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(p.Second, p.First, ignoreCase: false));
    }
}
