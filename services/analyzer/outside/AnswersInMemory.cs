using Microsoft.Extensions.Caching.Memory;

namespace Upgrades.Analyzer.Outside;

/// <summary>For whoever has no store: gone with the process.</summary>
internal sealed class AnswersInMemory(OutsideOptions options) : IAnswerStore, IDisposable
{
    private readonly MemoryCache _answers = new(new MemoryCacheOptions { SizeLimit = options.CacheBytes });

    public Task<StoredAnswer?> FindAsync(string key, CancellationToken cancellationToken) => Task.FromResult(_answers.Get<StoredAnswer>(key));

    public Task KeepAsync(string key, StoredAnswer answer, CancellationToken cancellationToken)
    {
        _answers.Set(key, answer, new MemoryCacheEntryOptions { Size = answer.Size });
        return Task.CompletedTask;
    }

    public Task TouchAsync(string key, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task DropAsync(string key, CancellationToken cancellationToken)
    {
        _answers.Remove(key);
        return Task.CompletedTask;
    }

    public void Dispose() => _answers.Dispose();
}
