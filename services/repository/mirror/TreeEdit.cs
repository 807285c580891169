using LibGit2Sharp;
using GitRepository = LibGit2Sharp.Repository;

namespace Upgrades.Repository.Mirroring;

/// <summary>A commit made by replacing the contents of files that are there, and nothing else.</summary>
internal static class TreeEdit
{
    /// <exception cref="EditRefusedException">A path is no file of the parent, or nothing would change.</exception>
    public static Commit Commit(
        GitRepository repository, Commit parent, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> changes, Signature author, string message)
    {
        var definition = TreeDefinition.From(parent.Tree);
        foreach (var (path, content) in changes)
        {
            if (PathObjection(path) is { } objection)
            {
                throw new EditRefusedException($"'{OutsideText.Line(path, 200)}' {objection}");
            }

            var entry = parent.Tree[path];
            if (entry is not { TargetType: TreeEntryTargetType.Blob, Mode: not Mode.SymbolicLink })
            {
                throw new EditRefusedException($"'{path}' is no file of {parent.Sha}");
            }

            using var stream = new MemoryStream(content.ToArray(), writable: false);
            definition.Add(path, repository.ObjectDatabase.CreateBlob(stream), entry.Mode);
        }

        var tree = repository.ObjectDatabase.CreateTree(definition);
        return tree.Id == parent.Tree.Id
            ? throw new EditRefusedException($"Nothing would change in {parent.Sha}")
            : repository.ObjectDatabase.CreateCommit(author, author, message, tree, [parent], prettifyMessage: false);
    }

    private static string? PathObjection(string path)
    {
        var parts = path.Split('/');
        return path.Any(c => char.IsControl(c) || c == '\\') ? "has characters that no path of ours has"
            : parts.Any(p => p is "" or "." or "..") ? "is no path below the repository's root"
            : parts.Any(p => p.TrimEnd(' ', '.').Equals(".git", StringComparison.OrdinalIgnoreCase)) ? "reaches into .git"
            : null;
    }
}
