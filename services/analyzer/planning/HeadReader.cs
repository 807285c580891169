using Upgrades.Repository;
using Upgrades.Repository.Catalogs;
using Upgrades.Terraform;

namespace Upgrades.Analyzer.Planning;

/// <summary>The catalog is a text that nobody can read: what the operator forbids is not known, so nothing is planned.</summary>
internal sealed class CatalogUnreadableException(string message) : Exception(message);

/// <summary>Reads the head once for all who ask for the same one; most of the work is resolving every stack.</summary>
internal sealed class HeadReader(InfrastructureRepository repository)
{
    private readonly Lock _gate = new();
    private Task<string>? _fetching;
    private Task<string>? _nextFetch;
    private (string Commit, Task<RepositoryHead> Head)? _last;
    private volatile RepositoryScan? _scanned;

    /// <exception cref="RepositoryUnavailableException">The remote cannot be reached.</exception>
    /// <exception cref="CatalogUnreadableException">The catalog as a whole cannot be read.</exception>
    public async Task<RepositoryHead> ReadAsync(CancellationToken cancellationToken)
    {
        var commit = await FetchAsync().WaitAsync(cancellationToken);
        Task<RepositoryHead> reading;
        lock (_gate)
        {
            if (_last is not { } last || last.Commit != commit || last.Head.IsFaulted)
            {
                _last = last = (commit, Task.Run(() => ReadAsync(commit)));
            }

            reading = last.Head;
        }

        return await reading.WaitAsync(cancellationToken);
    }

    /// <summary>Whoever comes while a fetch runs shares the next one: the running one may have read the branch before his signal.</summary>
    private Task<string> FetchAsync()
    {
        lock (_gate)
        {
            return _nextFetch ??= AfterAsync(_fetching);
        }
    }

    private async Task<string> AfterAsync(Task? before)
    {
        await (before ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (_gate)
        {
            (_fetching, _nextFetch) = (_nextFetch, null);
        }

        return await repository.FetchAsync(CancellationToken.None);
    }

    private async Task<RepositoryHead> ReadAsync(string commit)
    {
        var reading = await repository.ReadCatalogAsync(commit, CancellationToken.None);
        if (reading.Unreadable)
        {
            var problem = reading.Problems.First(p => p.Severity == CatalogSeverity.Error);
            throw new CatalogUnreadableException($"Line {problem.Line}: {problem.Message}");
        }

        var files = await repository.ReadFilesAsync(commit, TerraformEngine.IsSource, CancellationToken.None);
        // Most commits change one stack or none.
        var head = RepositoryHead.Of(repository.Name, commit, files, reading.Catalog, _scanned);
        _scanned = head.Scan;
        return head;
    }
}
