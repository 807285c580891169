using Upgrades.Sandbox.Servers;

namespace Upgrades.Tests.Hosting;

/// <summary>A broker that the tests of one class may stop, kill and starve: the shared one would take everybody along.</summary>
public sealed class OwnBroker : IAsyncLifetime
{
    private ManagementPage _page = null!;

    public LocalRabbitMq Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await LocalRabbitMq.StartAsync();
        _page = new ManagementPage(Server.Amqp, Server.Management);
    }

    public async ValueTask DisposeAsync()
    {
        _page.Dispose();
        await Server.DisposeAsync();
    }

    public Task<VirtualHost> CreateVirtualHostAsync() => _page.CreateVirtualHostAsync();

    /// <summary>For a user of its own, whose password a test may change.</summary>
    public async Task<VirtualHost> CreateVirtualHostAsync(string user, string password)
    {
        var host = await CreateVirtualHostAsync();
        await Server.ControlAsync("add_user", user, password);
        await Server.ControlAsync("set_permissions", "-p", host.Name, user, ".*", ".*", ".*");
        return host with { Amqp = new UriBuilder(host.Amqp) { UserName = user, Password = password }.Uri };
    }
}
