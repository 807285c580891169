using LibGit2Sharp;
using Microsoft.Extensions.Logging;
using Upgrades.Repository.Catalogs;
using Upgrades.Repository.Mirroring;
using Upgrades.Repository.Remote;
using GitRepository = LibGit2Sharp.Repository;

namespace Upgrades.Repository;

/// <summary>
/// The infrastructure repository through a bare mirror of our own. One remote call at a time, each with a deadline; reading and
/// committing go on meanwhile. Many callers may use it at once.
/// </summary>
public sealed class InfrastructureRepository : IDisposable
{
    private readonly RepositoryOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Mirror _mirror;
    private readonly FileCache _files = new();
    private readonly RemoteBranch _remote;
    private readonly SemaphoreSlim _pushers = new(1);
    private bool _closed;

    public InfrastructureRepository(RepositoryOptions options, TimeProvider time, ILogger<InfrastructureRepository> logger)
    {
        GitRuntime.Prepare();
        (_options, _time, _logger) = (options, time, logger);
        _mirror = new Mirror(options, logger);
        _remote = new RemoteBranch(options, _mirror, logger);
    }

    /// <summary>Identity of the repository in upgrade ids.</summary>
    public string Name => _options.Identity;

    /// <summary>
    /// Head of the branch when the remote was last read, null before that. Good enough to commit on: a push says when it is out of date.
    /// </summary>
    public string? LastSeenHead => _remote.LastSeenHead;

    /// <summary>Head of the branch now, its objects in the mirror. Makes the mirror when there is none, and anew when it is damaged.</summary>
    /// <exception cref="RepositoryUnavailableException">The remote cannot be reached or does not let us in.</exception>
    public Task<string> FetchAsync(CancellationToken ct) => _remote.FetchAsync(ct);

    /// <summary>Files whose path is wanted, and symbolic links as such. Submodules are none.</summary>
    public Task<IReadOnlyList<RepositoryFile>> ReadFilesAsync(string commit, Func<string, bool> wanted, CancellationToken ct) =>
        LookAsync(r => _files.Read(r, Commit(r, commit), wanted), ct);

    /// <summary>Null when the commit has no such file.</summary>
    public Task<ReadOnlyMemory<byte>?> ReadFileAsync(string commit, string path, CancellationToken ct) =>
        LookAsync(r => _files.Find(r, Commit(r, commit), path), ct);

    /// <summary>The catalog at a commit; an empty one when there is no such file.</summary>
    public async Task<CatalogReading> ReadCatalogAsync(string commit, CancellationToken ct) =>
        await ReadFileAsync(commit, _options.CatalogPath, ct) is { } content
            ? CatalogReader.Read(_options.CatalogPath, content)
            : new CatalogReading(Catalog.Empty, []);

    /// <summary>
    /// Newest commit with exactly this trailer, from <paramref name="head"/> down to <paramref name="downTo"/>, which is not looked at.
    /// Without it, or when it is no longer known, the newest 10,000 are.
    /// </summary>
    public Task<FoundCommit?> FindByTrailerAsync(string head, string? downTo, string key, string value, CancellationToken ct) =>
        LookAsync(r => History.FindByTrailer(r, Commit(r, head), downTo is null ? null : TryCommit(r, downTo), key, value), ct);

    /// <summary>
    /// Commits with such a trailer from <paramref name="head"/> down that were made since then, newest first; the newest 10,000
    /// commits are looked at. Anybody can write a trailer.
    /// </summary>
    public Task<IReadOnlyList<FoundCommit>> WithTrailerAsync(string head, DateTimeOffset since, string key, CancellationToken ct) =>
        LookAsync(r => History.WithTrailer(r, Commit(r, head), since, key), ct);

    /// <summary>Is the commit <paramref name="head"/> or one of its ancestors?</summary>
    public Task<bool> ContainsAsync(string head, string commit, CancellationToken ct) =>
        LookAsync(r => TryCommit(r, commit) is { } c && History.Contains(r, Commit(r, head), c), ct);

    /// <summary>A commit on <paramref name="parent"/> in the mirror alone; its sha. File modes stay.</summary>
    /// <exception cref="EditRefusedException">A path is no file of the parent, or nothing would change.</exception>
    public Task<string> CommitAsync(
        string parent, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> changes, CommitMessage message, CancellationToken ct)
    {
        var author = new Signature(_options.AuthorName, _options.AuthorEmail, _time.GetUtcNow());
        var text = message.ToString();
        return LookAsync(r => TreeEdit.Commit(r, Commit(r, parent), changes, author, text).Sha, ct);
    }

    /// <summary>Pushes a commit of the mirror, and reads the remote branch again before it says what became of it.</summary>
    /// <exception cref="RepositoryUnavailableException">
    /// The transport broke. The commit may still arrive: look for it by its trailer before making another.
    /// </exception>
    public Task<PushResult> PushAsync(string commit, CancellationToken ct) =>
        RemoteAddress.IsLocal(_options.Url)
            ? throw new InvalidOperationException($"{_options.Url} is a local path, which is for reading only: pushing needs https or ssh")
            : _options.Branch == RepositoryOptions.RemoteDefault
            ? throw new InvalidOperationException($"Whatever branch {_options.Url} names as its own is for reading only: pushing needs a branch")
            : _remote.PushAsync(commit, ct);

    /// <summary>Would the remote let us read, or push, now? Changes nothing there; of a push it does not know what protects the branch.</summary>
    public Task<RemoteCheck> CheckAsync(RemoteRight right, CancellationToken ct) => _remote.CheckAsync(right, ct);

    /// <summary>Paths of files that two commits do not have alike.</summary>
    public Task<IReadOnlyList<string>> ChangedPathsAsync(string parent, string commit, CancellationToken ct) =>
        LookAsync<IReadOnlyList<string>>(r => [.. r.Diff.Compare<TreeChanges>(Commit(r, parent).Tree, Commit(r, commit).Tree).Select(c => c.Path)], ct);

    /// <summary>Unified diff of a commit against another.</summary>
    public Task<string> DiffAsync(string parent, string commit, CancellationToken ct) =>
        LookAsync(r => r.Diff.Compare<Patch>(Commit(r, parent).Tree, Commit(r, commit).Tree).Content, ct);

    /// <summary>
    /// One caller at a time does its fetch, edit, commit and push, so that callers of one process do not race each other for the
    /// branch. A moved head is then somebody else's doing.
    /// </summary>
    public async Task<T> ExclusiveAsync<T>(Func<CancellationToken, Task<T>> turn, CancellationToken ct)
    {
        await _pushers.WaitAsync(ct);
        try
        {
            return await turn(ct);
        }
        finally
        {
            _pushers.Release();
        }
    }

    public void Dispose()
    {
        if (!_closed)
        {
            _closed = true;
            _remote.Dispose();
            if (_remote.IsClosed)
            {
                _mirror.Dispose();
            }

            _pushers.Dispose();
        }
    }

    private async Task<T> LookAsync<T>(Func<GitRepository, T> look, CancellationToken ct)
    {
        await _mirror.ObjectsTurn.WaitAsync(ct);
        try
        {
            return await Task.Run(() => look(_mirror.OpenObjects()), ct);
        }
        catch (LibGit2SharpException e) when (MirrorTrouble.IsFullDisk(_options, e))
        {
            throw MirrorTrouble.NoRoom(_options, e);
        }
        catch (LibGit2SharpException e)
        {
            _mirror.MarkDamaged(e);
            throw new RepositoryUnavailableException($"The mirror of {Name} is damaged; the next fetch makes it anew", e);
        }
        finally
        {
            _mirror.ObjectsTurn.Release();
        }
    }

    private Commit Commit(GitRepository repository, string sha) =>
        TryCommit(repository, sha) ?? throw new RepositoryUnavailableException($"The mirror of {Name} has no commit {sha}: fetch first");

    private static Commit? TryCommit(GitRepository repository, string sha) =>
        ObjectId.TryParse(sha, out var id) ? repository.Lookup(id) as Commit : throw new ArgumentException($"'{sha}' is no commit id");
}
