using Upgrades.Standalone.Demo;

namespace Upgrades.Tests.Pipeline;

/// <summary>
/// One virtual host for all scenarios of a class. The same stack names give the same upgrade ids, so what a scenario leaves in the
/// queues would disturb the next one.
/// </summary>
internal sealed class OwnVirtualHost(RabbitMqServer broker) : IAsyncDisposable
{
    private VirtualHost? _host;

    public VirtualHost Host => _host ?? throw new InvalidOperationException("No scenario has asked for it yet.");

    /// <summary>To be asked for when the services of the scenario before have ended.</summary>
    /// <returns>Its address for <c>Bus:Url</c>.</returns>
    public async Task<string> EmptyAsync()
    {
        if (_host is null)
        {
            _host = await broker.CreateVirtualHostAsync();
        }
        else
        {
            await BrokerQueues.PurgeAsync(_host.Amqp, CancellationToken.None);
        }

        return _host.Amqp.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DeleteAsync();
        }
    }
}
