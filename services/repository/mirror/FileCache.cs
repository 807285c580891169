using LibGit2Sharp;
using GitRepository = LibGit2Sharp.Repository;

namespace Upgrades.Repository.Mirroring;

/// <summary>
/// Files of commits, by git's ids: from one head to the next only what changed is read. Ids name contents, so nothing here can be
/// out of date. Not for two callers at once.
/// </summary>
internal sealed class FileCache
{
    /// <summary>Bytes; far above what the Terraform of one repository weighs.</summary>
    private const long BlobLimit = 256L << 20;
    private const int TreeLimit = 50_000;

    private readonly Dictionary<ObjectId, IReadOnlyList<Entry>> _trees = [];
    private readonly Dictionary<ObjectId, ReadOnlyMemory<byte>> _blobs = [];
    private long _blobBytes;

    /// <summary>Files of the commit, in git's order, and symbolic links as such. Submodules are no files.</summary>
    public IReadOnlyList<RepositoryFile> Read(GitRepository repository, Commit commit, Func<string, bool> wanted) =>
    [
        .. List(commit.Tree).Where(e => wanted(e.Path)).Select(e => new RepositoryFile(e.Path, Content(repository, e.Blob)) { BlobId = e.Blob.Sha, IsLink = e.IsLink }),
    ];

    /// <summary>Null when the commit has no such file.</summary>
    public ReadOnlyMemory<byte>? Find(GitRepository repository, Commit commit, string path) =>
        commit.Tree[path] is { TargetType: TreeEntryTargetType.Blob, Mode: not Mode.SymbolicLink } entry ? Content(repository, entry.Target.Id)
            : (ReadOnlyMemory<byte>?)null;

    public ReadOnlyMemory<byte> Content(GitRepository repository, ObjectId id)
    {
        if (_blobs.TryGetValue(id, out var known))
        {
            return known;
        }

        var blob = repository.Lookup<Blob>(id) ?? throw new NotFoundException($"blob {id} is not in the mirror");
        using var stream = blob.GetContentStream();
        var bytes = new byte[blob.Size];
        stream.ReadExactly(bytes);
        if (_blobBytes + bytes.Length > BlobLimit)
        {
            _blobs.Clear();
            _blobBytes = 0;
        }

        _blobs[id] = bytes;
        _blobBytes += bytes.Length;
        return bytes;
    }

    private IReadOnlyList<Entry> List(Tree tree)
    {
        if (_trees.TryGetValue(tree.Id, out var known))
        {
            return known;
        }

        List<Entry> entries = [];
        foreach (var entry in tree)
        {
            if (entry.TargetType == TreeEntryTargetType.Tree)
            {
                entries.AddRange(List((Tree)entry.Target).Select(e => e with { Path = $"{entry.Name}/{e.Path}" }));
            }
            else if (entry.TargetType == TreeEntryTargetType.Blob)
            {
                entries.Add(new Entry(entry.Name, entry.Target.Id, entry.Mode == Mode.SymbolicLink));
            }
        }

        if (_trees.Count >= TreeLimit)
        {
            _trees.Clear();
        }

        _trees[tree.Id] = entries;
        return entries;
    }

    private readonly record struct Entry(string Path, ObjectId Blob, bool IsLink);
}
