using System.Net.Http.Json;
using System.Text.Json;
using Upgrades.Hosting.Bus;
using Upgrades.Hosting.Probes;

namespace Upgrades.Tests.Hosting.Probes;

/// <summary>A real RabbitMQ, with users who may less and less.</summary>
public sealed class BrokerProbeTests(RabbitMqServer rabbit)
{
    private const string Password = "password-of-the-probe";

    [Fact]
    public async Task in_memory_there_is_no_broker_to_try() =>
        (await TryAsync(null)).ShouldBe(ProbeResult.NotSet("broker", "UPGRADES__BUS__URL names no broker: the bus is in memory"));

    [Fact]
    public async Task an_empty_virtual_host_is_left_empty_and_a_declared_one_as_it_was()
    {
        var host = await rabbit.CreateVirtualHostAsync();
        (await TryAsync(host.Amqp)).ShouldWork("exchange update-detected is not there yet");
        (await host.Management.GetFromJsonAsync<JsonElement[]>($"queues/{host.Name}"))!.ShouldBeEmpty();

        await DeclareAsync(host);
        (await TryAsync(host.Amqp)).ShouldWork("2 queues; may declare, publish and read");
        await using var connection = await BrokerConnection.OpenAsync(host.Amqp.ToString(), "test", CancellationToken.None);
        await using var channel = await connection.CreateChannelAsync();
        (await channel.MessageCountAsync("verifier.upgrade-started")).ShouldBe(0u);
        (await channel.MessageCountAsync("notifier.update-detected")).ShouldBe(0u);
    }

    [Theory]
    [InlineData("nothing", ".*", ".*", "does not permit to declare: ACCESS_REFUSED")]
    [InlineData(".*", "verifier.*", ".*", "does not permit to publish: ACCESS_REFUSED")]
    [InlineData(".*", ".*", "nothing", "does not permit to read and write a queue: ACCESS_REFUSED")]
    public async Task a_missing_right_is_named(string configure, string write, string read, string said)
    {
        var host = await rabbit.CreateVirtualHostAsync();
        await DeclareAsync(host);
        var user = await UserAsync(host);
        (await host.Management.PutAsJsonAsync($"permissions/{host.Name}/{user.UserName}", new { configure, write, read })).EnsureSuccessStatusCode();

        (await TryAsync(user.Uri)).ShouldFail(said, "UPGRADES__BUS__URL its rights");
    }

    [Fact]
    public async Task who_is_not_let_in_is_told_why()
    {
        var host = await rabbit.CreateVirtualHostAsync();
        var user = await UserAsync(host);

        (await TryAsync(user.Uri)).ShouldFail("virtual host", "UPGRADES__BUS__URL");
        (await TryAsync(new UriBuilder(host.Amqp) { Password = "guessed-password" }.Uri)).ShouldSatisfyAllConditions(
            r => r.ShouldFail("refuses the login", "UPGRADES__BUS__URL"), r => $"{r}".ShouldNotContain("guessed-password"));
        (await TryAsync(new Uri("amqp://127.0.0.1:1/"))).ShouldFail("cannot be reached", "host and port of UPGRADES__BUS__URL");
        (await TryAsync(new UriBuilder(host.Amqp) { Scheme = "amqps" }.Uri)).ShouldFail("no encrypted connection", "amqps:// or amqp://");
    }

    private static async Task<ProbeResult> TryAsync(Uri? broker) =>
        (await new BrokerProbe("verifier", new BusOptions { Url = broker?.ToString() }).TryAsync(CancellationToken.None)).ShouldHaveSingleItem();

    private static async Task<UriBuilder> UserAsync(VirtualHost host)
    {
        var name = "u" + Guid.NewGuid().ToString("N");
        (await host.Management.PutAsJsonAsync($"users/{name}", new { password = Password, tags = "" })).EnsureSuccessStatusCode();
        return new UriBuilder(host.Amqp) { UserName = name, Password = Password };
    }

    private static async Task DeclareAsync(VirtualHost host)
    {
        await using var connection = await BrokerConnection.OpenAsync(host.Amqp.ToString(), "test", CancellationToken.None);
        await using var channel = await connection.CreateChannelAsync();
        await RabbitMqTopology.DeclareAsync(channel, CancellationToken.None);
    }
}
