using System.Net.Http.Headers;
using System.Text;
using Upgrades.Sandbox.Servers;

namespace Upgrades.Tests.Hosting;

/// <summary>A broker that the tests of one class may stop, kill and starve: the shared one would take everybody along.</summary>
public sealed class OwnBroker : IAsyncLifetime
{
    private readonly HttpClient _management = new(new SocketsHttpHandler());

    public LocalRabbitMq Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await LocalRabbitMq.StartAsync();
        _management.BaseAddress = new Uri(Server.Management, "/api/");
        _management.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("guest:guest")));
    }

    public async ValueTask DisposeAsync()
    {
        _management.Dispose();
        await Server.DisposeAsync();
    }

    public async Task<VirtualHost> CreateVirtualHostAsync()
    {
        var name = Guid.NewGuid().ToString("N");
        await Server.ControlAsync("add_vhost", name);
        await Server.ControlAsync("set_permissions", "-p", name, "guest", ".*", ".*", ".*");
        return new VirtualHost(new UriBuilder(Server.Amqp) { Path = name }.Uri, name, _management);
    }

    /// <summary>For a user of its own, whose password a test may change.</summary>
    public async Task<VirtualHost> CreateVirtualHostAsync(string user, string password)
    {
        var host = await CreateVirtualHostAsync();
        await Server.ControlAsync("add_user", user, password);
        await Server.ControlAsync("set_permissions", "-p", host.Name, user, ".*", ".*", ".*");
        return host with { Amqp = new UriBuilder(host.Amqp) { UserName = user, Password = password }.Uri };
    }
}
