namespace Upgrades.Hosting.Bus;

/// <summary>Opens when every queue and binding exists. Before that, an event could be routed to some of its readers only.</summary>
internal interface ITopologyGate
{
    Task WaitAsync(CancellationToken cancellationToken);
}

internal sealed class OpenGate : ITopologyGate
{
    public Task WaitAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
