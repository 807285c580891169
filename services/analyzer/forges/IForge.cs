namespace Upgrades.Analyzer.Forges;

/// <summary>
/// A place where projects keep their source and say what each version brings: GitHub, a Forgejo or Gitea, a GitLab. Paths are those of
/// a repository on it (<c>owner/name</c>, on GitLab <c>group/sub/name</c>). Every question may end in
/// <see cref="Outside.OutsideUnavailableException"/> or <see cref="Outside.RateLimitedException"/>.
/// </summary>
internal interface IForge
{
    /// <summary>As addresses name it: <c>github.com</c>, <c>codeberg.org</c>.</summary>
    string Host { get; }

    /// <returns>By its present name, whatever it was asked by; null when there is none that we may see.</returns>
    Task<ForgeRepository?> FindAsync(string path, CancellationToken cancellationToken);

    /// <summary>Newest first by date, which is no version order. None where the repository has no releases.</summary>
    IAsyncEnumerable<IReadOnlyList<ForgeRelease>> ReleasePagesAsync(string path, int mostPages, CancellationToken cancellationToken);

    /// <param name="folder">Empty: the root.</param>
    /// <param name="tag">Null: the default branch as it is now.</param>
    /// <returns>Empty when there is no such folder.</returns>
    Task<IReadOnlyList<ForgeEntry>> ListAsync(string path, string folder, string? tag, CancellationToken cancellationToken);

    /// <returns>Null when there is no such file.</returns>
    Task<string?> ReadFileAsync(string path, string file, string? tag, CancellationToken cancellationToken);

    /// <summary>Where a person reads a line of a file.</summary>
    /// <param name="line">From 1.</param>
    string PageOf(ForgeRepository repository, string file, string? tag, int line);
}

/// <summary>A repository by its present name.</summary>
/// <param name="Host">Of the forge.</param>
/// <param name="Url">Its page for people.</param>
internal sealed record ForgeRepository(string Host, string Path, string Url)
{
    public string DefaultBranch { get; init; } = "HEAD";

    public bool Archived { get; init; }

    public bool Fork { get; init; }

    /// <summary>What it is a fork of, where the forge says so.</summary>
    public string? ForkOf { get; init; }

    public string ShortName => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary><c>immich-app/immich</c>; on another forge than GitHub with its host before it.</summary>
    public string Name => new ForgeAddress(Host, Path).ToString();
}

/// <param name="Body">Untrusted Markdown; null or empty: a release without words.</param>
/// <param name="Draft">Also one that is still to come.</param>
internal sealed record ForgeRelease(string TagName, string? Body, string? Url, bool Draft, bool Prerelease);

/// <param name="Bytes">Null where the forge does not say.</param>
internal sealed record ForgeEntry(string Name, bool IsFolder, long? Bytes);
