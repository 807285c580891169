using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;

namespace Upgrades.Tests;

/// <summary>RabbitMQ's management page, as an operator with all rights uses it.</summary>
internal sealed class ManagementPage : IDisposable
{
    private readonly HttpClient _http;
    private readonly Uri _amqp;

    /// <param name="amqp">The broker, with the operator's name and password.</param>
    /// <param name="management"><c>http://host:port</c>.</param>
    public ManagementPage(Uri amqp, Uri management)
    {
        _amqp = amqp;
        _http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new UriBuilder("http", management.Host, management.Port, "/api/").Uri };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(amqp.UserInfo))));
    }

    /// <summary>A virtual host of its own, so that no test sees another one's messages.</summary>
    public async Task<VirtualHost> CreateVirtualHostAsync()
    {
        var name = Guid.NewGuid().ToString("N");
        var user = Uri.UnescapeDataString(_amqp.UserInfo.Split(':')[0]);
        (await _http.PutAsync($"vhosts/{name}", content: null)).EnsureSuccessStatusCode();
        (await _http.PutAsJsonAsync($"permissions/{name}/{user}", new { configure = ".*", write = ".*", read = ".*" })).EnsureSuccessStatusCode();
        return new VirtualHost(new UriBuilder(_amqp) { Path = name }.Uri, name, _http);
    }

    public void Dispose() => _http.Dispose();
}
