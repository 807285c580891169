using Upgrades.Hosting.State;

namespace Upgrades.Hosting.Probes;

/// <summary>Something has begun to fail, or works again: whoever waits for it may look anew. Within the transaction that stores it.</summary>
public delegate Task DependencyChanged(StateTransaction transaction);
