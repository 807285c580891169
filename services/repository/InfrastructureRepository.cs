using Microsoft.Extensions.Logging;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Repository;

/// <summary>The infrastructure repository through a bare mirror of our own.</summary>
public sealed class InfrastructureRepository(RepositoryOptions options, TimeProvider time, ILogger<InfrastructureRepository> logger) : IDisposable
{
    /// <summary>Identity of the repository in upgrade ids.</summary>
    public string Name => options.Identity;

    /// <summary>Head of the branch when the remote was last read; null before the first fetch.</summary>
    public string? LastSeenHead => throw new NotImplementedException();

    /// <summary>Head of the branch now.</summary>
    public Task<string> FetchAsync(CancellationToken ct) => throw new NotImplementedException();

    public Task<IReadOnlyList<RepositoryFile>> ReadFilesAsync(string commit, Func<string, bool> wanted, CancellationToken ct) => throw new NotImplementedException();

    public Task<ReadOnlyMemory<byte>?> ReadFileAsync(string commit, string path, CancellationToken ct) => throw new NotImplementedException();

    public Task<CatalogReading> ReadCatalogAsync(string commit, CancellationToken ct) => throw new NotImplementedException();

    public Task<FoundCommit?> FindByTrailerAsync(string head, string? downTo, string key, string value, CancellationToken ct) => throw new NotImplementedException();

    public Task<bool> ContainsAsync(string head, string commit, CancellationToken ct) => throw new NotImplementedException();

    public Task<string> CommitAsync(string parent, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> changes, CommitMessage message, CancellationToken ct) =>
        throw new NotImplementedException();

    public Task<PushResult> PushAsync(string commit, CancellationToken ct) => throw new NotImplementedException();

    public Task<string> DiffAsync(string parent, string commit, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>One caller at a time does fetch, commit and push, so that callers of one process do not race each other for the branch.</summary>
    public Task<T> ExclusiveAsync<T>(Func<CancellationToken, Task<T>> turn, CancellationToken ct) => throw new NotImplementedException();

    public void Dispose() => _ = (time, logger);
}
