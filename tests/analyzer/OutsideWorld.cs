using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Upgrades.Analyzer.Planning;
using Upgrades.Sandbox;
using Upgrades.Sandbox.GitHub;
using Upgrades.Sandbox.Registry;

namespace Upgrades.Tests.Analyzer;

/// <summary>GitHub and one registry that stands for all, and the analyzer's clients pointed at them.</summary>
internal sealed class OutsideWorld : IAsyncDisposable
{
    private readonly StandInServer _github;
    private readonly StandInServer _registry;
    private IHost? _host;

    private OutsideWorld(GitHubStandIn github, StandInServer githubServer, RegistryStandIn registry, StandInServer registryServer)
    {
        (GitHub, _github, Registry, _registry) = (github, githubServer, registry, registryServer);
        Settings = new Dictionary<string, string?>
        {
            ["GitHub:Url"] = _github.Address.ToString(),
            ["GitHub:Token"] = "token",
            ["Registry:Hosts:0:Domain"] = "*",
            ["Registry:Hosts:0:Url"] = _registry.Address.ToString(),
        };
    }

    public GitHubStandIn GitHub { get; }

    public RegistryStandIn Registry { get; }

    public Uri RegistryAddress => _registry.Address;

    /// <summary>May be changed until the first <see cref="Get{T}"/>.</summary>
    public Dictionary<string, string?> Settings { get; }

    public static async Task<OutsideWorld> StartAsync()
    {
        var (github, registry) = (new GitHubStandIn(), new RegistryStandIn());
        return new OutsideWorld(github, await StandInServer.StartAsync(github.Map), registry, await StandInServer.StartAsync(registry.Map));
    }

    public T Get<T>()
        where T : class
    {
        if (_host is null)
        {
            var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
            builder.Configuration.AddInMemoryCollection(Settings);
            builder.AddPlanning();
            _host = builder.Build();
        }

        return _host.Services.GetRequiredService<T>();
    }

    public async ValueTask DisposeAsync()
    {
        _host?.Dispose();
        await _github.DisposeAsync();
        await _registry.DisposeAsync();
    }
}
