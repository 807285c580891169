using Upgrades.Repository;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Executor.Probes;

/// <summary>
/// The catalog at the branch's head, for who probes. A fetch may take longer than a probe has, as the first does or one behind many pushes:
/// it goes on, and who asks next time finds it done.
/// </summary>
internal sealed class CatalogInRepository(InfrastructureRepository repository) : IDisposable
{
    /// <summary>System clock.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private Task<string>? _fetch;

    /// <exception cref="RepositoryUnavailableException">The remote, or its mirror, cannot be read.</exception>
    public async Task<CatalogReading> ReadNewestAsync(CancellationToken cancellationToken)
    {
        Task<string> fetch;
        lock (_gate)
        {
            fetch = _fetch is null or { IsCompleted: true } ? _fetch = repository.FetchAsync(_end.Token) : _fetch;
        }

        try
        {
            return await repository.ReadCatalogAsync(await fetch.WaitAsync(Patience, TimeProvider.System, cancellationToken), cancellationToken);
        }
        catch (TimeoutException e)
        {
            return repository.LastSeenHead is { } head
                ? await repository.ReadCatalogAsync(head, cancellationToken)
                : throw new RepositoryUnavailableException("the repository is still being cloned", e);
        }
    }

    /// <summary>Without asking the remote, where it has been read before.</summary>
    /// <exception cref="RepositoryUnavailableException">The remote, or its mirror, cannot be read.</exception>
    public Task<CatalogReading> ReadKnownAsync(CancellationToken cancellationToken) =>
        repository.LastSeenHead is { } head ? repository.ReadCatalogAsync(head, cancellationToken) : ReadNewestAsync(cancellationToken);

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }
}
