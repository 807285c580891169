using System.Text;
using Upgrades.Repository;
using Upgrades.Terraform;

namespace Upgrades.Standalone.Reading;

/// <summary>A folder as it lies there, uncommitted changes too. It may be a stranger's: links are not followed, and nothing in it is run.</summary>
internal sealed class WorkTree
{
    /// <summary>No text that somebody wrote is that long, and all of it is held in memory.</summary>
    private const long LongestFile = 64 << 20;

    private readonly string _root;
    private readonly List<RepositoryFile> _files = [];
    private readonly List<SyntaxProblem> _unopened = [];

    private WorkTree(string folder) => _root = Path.GetFullPath(folder);

    public static RepositoryContent Read(string folder)
    {
        var tree = new WorkTree(folder);
        tree.Walk();
        var catalog = new FileInfo(Path.Combine(tree._root, new RepositoryOptions().CatalogPath));
        return new RepositoryContent
        {
            Name = tree._root,
            Commit = "work-tree",
            Files = [.. tree._files.OrderBy(f => f.Path, StringComparer.Ordinal)],
            Catalog = catalog is { Exists: true, LinkTarget: null } && tree.Content(catalog) is { } text ? text : (ReadOnlyMemory<byte>?)null,
            Unopened = tree._unopened,
        };
    }

    private void Walk()
    {
        var open = new Stack<DirectoryInfo>([new DirectoryInfo(_root)]);
        while (open.TryPop(out var folder))
        {
            foreach (var entry in Try(folder, () => folder.GetFileSystemInfos()) ?? [])
            {
                if (entry.LinkTarget is { } target)
                {
                    AddLink(entry, target);
                }
                else if (entry is FileInfo file)
                {
                    Add(file);
                }
                else if (entry is DirectoryInfo { Name: not (".git" or ".terraform") } below)
                {
                    open.Push(below);
                }
            }
        }
    }

    private void Add(FileInfo file)
    {
        var path = PathOf(file);
        if (TerraformEngine.IsSource(path) && Content(file) is { } content)
        {
            _files.Add(new RepositoryFile(path, content));
        }
    }

    /// <summary>As git stores it. The engine looks for its target among the files that were read.</summary>
    private void AddLink(FileSystemInfo entry, string target)
    {
        if (TerraformEngine.IsSource(PathOf(entry)))
        {
            _files.Add(new RepositoryFile(PathOf(entry), Encoding.UTF8.GetBytes(target)) { IsLink = true });
        }
    }

    private byte[]? Content(FileInfo file)
    {
        if (file.Length > LongestFile)
        {
            _unopened.Add(new SyntaxProblem(PathOf(file), 1, 1, $"is not read: it is longer than {LongestFile >> 20} MB"));
            return null;
        }

        // A pipe has no length, and whoever opens one waits for the other end.
        return file.Length == 0 ? [] : Try(file, () => File.ReadAllBytes(file.FullName));
    }

    private T? Try<T>(FileSystemInfo what, Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _unopened.Add(new SyntaxProblem(PathOf(what), 1, 1, $"cannot be opened: {e.Message}"));
            return null;
        }
    }

    private string PathOf(FileSystemInfo entry) => Path.GetRelativePath(_root, entry.FullName).Replace(Path.DirectorySeparatorChar, '/');
}
