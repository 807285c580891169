using System.Collections.Concurrent;

namespace Upgrades.Analyzer.Sources;

/// <summary>A source that was found once.</summary>
/// <param name="Asked">What the operator had written, or empty: when he writes something else, it is looked for anew.</param>
/// <param name="Repository">As <see cref="Forges.ForgeAddress"/> spells it, by the name it had then.</param>
internal sealed record KnownSource(string Image, string Asked, string Repository, string Why, DateTimeOffset FoundAt);

/// <summary>
/// Remembers what was found, so that guesses are not made again for each version, and that a repository whose old name somebody else
/// has taken is still the one it was. The service keeps it in its store; the command line for as long as it runs.
/// </summary>
internal interface IKnownSources
{
    Task<KnownSource?> FindAsync(string image, CancellationToken cancellationToken);

    Task KeepAsync(KnownSource source, CancellationToken cancellationToken);

    Task ForgetAsync(string image, CancellationToken cancellationToken);
}

/// <summary>Until the process ends.</summary>
internal sealed class SourcesOfThisRun : IKnownSources
{
    private readonly ConcurrentDictionary<string, KnownSource> _known = new(StringComparer.Ordinal);

    public Task<KnownSource?> FindAsync(string image, CancellationToken cancellationToken) => Task.FromResult(_known.GetValueOrDefault(image));

    public Task KeepAsync(KnownSource source, CancellationToken cancellationToken)
    {
        _known[source.Image] = source;
        return Task.CompletedTask;
    }

    public Task ForgetAsync(string image, CancellationToken cancellationToken)
    {
        _known.TryRemove(image, out _);
        return Task.CompletedTask;
    }
}
