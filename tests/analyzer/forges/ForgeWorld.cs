using Upgrades.Analyzer.Forges;
using Upgrades.Sandbox;
using Upgrades.Sandbox.Forges;

namespace Upgrades.Tests.Analyzer.Forges;

/// <summary>A forge's stand-in under the name of a real one, and the analyzer's clients pointed at it.</summary>
internal sealed class ForgeWorld : IAsyncDisposable
{
    private readonly StandInServer _server;

    private ForgeWorld(OutsideWorld outside, ForgeStandIn standIn, StandInServer server, string host) => (Outside, StandIn, _server, Host) = (outside, standIn, server, host);

    public OutsideWorld Outside { get; }

    public ForgeStandIn StandIn { get; }

    public string Host { get; }

    public Uri Address => _server.Address;

    public IForge Forge => Outside.Get<KnownForges>().For(Host)!;

    public static async Task<ForgeWorld> StartAsync(string kind)
    {
        var (host, standIn) = kind == "gitlab" ? ("gitlab.com", (ForgeStandIn)new GitLabStandIn()) : ("codeberg.org", new ForgejoStandIn());
        var world = new ForgeWorld(await OutsideWorld.StartAsync(), standIn, await StandInServer.StartAsync(standIn.Map), host);
        world.Outside.Settings["Forges:Hosts:0:Host"] = host;
        world.Outside.Settings["Forges:Hosts:0:Url"] = world.Address.ToString();
        return world;
    }

    public async ValueTask DisposeAsync()
    {
        await Outside.DisposeAsync();
        await _server.DisposeAsync();
    }
}
