namespace Upgrades.Repository;

/// <summary>One file at one commit. Unchanged files of two commits share <see cref="BlobId"/> and the memory.</summary>
public sealed record RepositoryFile(string Path, ReadOnlyMemory<byte> Content)
{
    /// <summary>Git's id of the content: a key for whatever was derived from it.</summary>
    public string BlobId { get; init; } = "";

    /// <summary>A symbolic link: <see cref="Content"/> is where it leads, and nobody has followed it.</summary>
    public bool IsLink { get; init; }
}
