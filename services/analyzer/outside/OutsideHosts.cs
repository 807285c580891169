using System.Collections.Concurrent;

namespace Upgrades.Analyzer.Outside;

/// <summary>Whom we have asked so far. One for all clients: a limit is a host's, whoever ran into it.</summary>
internal sealed class OutsideHosts(OutsideOptions options, OutsideClock clock) : IDisposable
{
    /// <summary>A server can redirect to ever new names; those beyond share one place.</summary>
    private const int Most = 300;
    private const string Others = "others";
    private readonly ConcurrentDictionary<string, OutsideHost> _hosts = new(StringComparer.Ordinal);

    public OutsideHost Of(Uri address) => _hosts.TryGetValue(address.Authority, out var known) ? known
        : _hosts.GetOrAdd(_hosts.Count < Most ? address.Authority : Others, name => new OutsideHost(name, options, clock));

    public void Dispose()
    {
        foreach (var host in _hosts.Values)
        {
            host.Dispose();
        }
    }
}
