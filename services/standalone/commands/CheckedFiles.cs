using Upgrades.Terraform;

namespace Upgrades.Standalone.Commands;

/// <summary>What <c>upgrades check</c> looks at, and what it names as not read: JSON syntax, and whatever cannot be opened.</summary>
internal sealed record CheckedFiles(IReadOnlyList<string> Sources, IReadOnlyList<string> NotRead)
{
    /// <summary>Files as they are named, folders with all below. Links are not followed but where they are named themselves.</summary>
    public static CheckedFiles Below(IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        var sources = new Dictionary<string, string>(StringComparer.Ordinal);
        var notRead = new SortedSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>();
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
            {
                open.Push(path);
            }
            else if (!TryAdd(path))
            {
                notRead.Add($"{path}: not read, no .tf, .tofu, .tfvars, .hcl");
            }
        }

        while (open.TryPop(out var folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(e => !e.Attributes.HasFlag(FileAttributes.ReparsePoint)))
                {
                    var path = folder == "." ? entry.Name : Path.Join(folder, entry.Name);
                    if (entry is FileInfo)
                    {
                        TryAdd(path);
                    }
                    else if (entry.Name is not ".git" and not ".terraform")
                    {
                        open.Push(path);
                    }
                }
            }
            catch (Exception e) when (e is UnauthorizedAccessException or IOException)
            {
                notRead.Add($"{folder}: not read, {e.Message}");
            }
        }

        return new CheckedFiles([.. sources.Values.Order(StringComparer.Ordinal)], [.. notRead]);

        bool TryAdd(string path)
        {
            if (SyntaxCheck.IsJsonSyntax(path))
            {
                notRead.Add($"{path}: not read, JSON syntax");
                return true;
            }

            if (!SyntaxCheck.IsFor(path))
            {
                return false;
            }

            sources.TryAdd(Path.GetFullPath(path), path);
            return true;
        }
    }
}
