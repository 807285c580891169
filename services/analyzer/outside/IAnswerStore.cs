namespace Upgrades.Analyzer.Outside;

/// <summary>Where answers are kept, by <see cref="AnswerKey"/>: the service's in its store, a command's in memory. Bounded; what was used longest ago goes first.</summary>
internal interface IAnswerStore
{
    Task<StoredAnswer?> FindAsync(string key, CancellationToken cancellationToken);

    Task KeepAsync(string key, StoredAnswer answer, CancellationToken cancellationToken);

    /// <summary>It was used, and is worth keeping.</summary>
    Task TouchAsync(string key, CancellationToken cancellationToken);

    Task DropAsync(string key, CancellationToken cancellationToken);
}
