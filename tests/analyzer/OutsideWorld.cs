using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Upgrades.Analyzer.Planning;
using Upgrades.Sandbox;
using Upgrades.Sandbox.Charts;
using Upgrades.Sandbox.GitHub;
using Upgrades.Sandbox.Registry;

namespace Upgrades.Tests.Analyzer;

/// <summary>GitHub, one registry and one chart repository that stand for all, and the analyzer's clients pointed at them.</summary>
internal sealed class OutsideWorld : IAsyncDisposable
{
    private readonly StandInServer _github;
    private readonly StandInServer _registry;
    private readonly StandInServer _charts;
    private IHost? _host;

    private OutsideWorld(GitHubStandIn github, StandInServer githubServer, RegistryStandIn registry, StandInServer registryServer, StandInServer chartServer, ChartRepositoryStandIn charts)
    {
        (GitHub, _github, Registry, _registry, Charts, _charts) = (github, githubServer, registry, registryServer, charts, chartServer);
        Settings = new Dictionary<string, string?>
        {
            ["GitHub:Url"] = _github.Address.ToString(),
            ["GitHub:Token"] = "token",
            // A test says itself when something is to be tried again.
            ["Outside:Retries"] = "0",
            ["Outside:RetryDelay"] = "00:00:00.001",
            ["Registry:Hosts:0:Domain"] = "*",
            ["Registry:Hosts:0:Url"] = _registry.Address.ToString(),
            ["Charts:Hosts:0:Domain"] = "*",
            ["Charts:Hosts:0:Url"] = _charts.Address.ToString(),
        };
    }

    public GitHubStandIn GitHub { get; }

    public RegistryStandIn Registry { get; }

    public Uri GitHubAddress => _github.Address;

    public ChartRepositoryStandIn Charts { get; }

    public Uri RegistryAddress => _registry.Address;

    /// <summary>May be changed until the first <see cref="Get{T}"/>.</summary>
    public Dictionary<string, string?> Settings { get; }

    /// <summary>May be set until the first <see cref="Get{T}"/>; a store, or a clock.</summary>
    public Action<IServiceCollection> Furnish { get; set; } = _ => { };

    public static async Task<OutsideWorld> StartAsync()
    {
        var (github, registry, charts) = (new GitHubStandIn(), new RegistryStandIn(), new ChartRepositoryStandIn());
        return new OutsideWorld(
            github, await StandInServer.StartAsync(github.Map), registry, await StandInServer.StartAsync(registry.Map), await StandInServer.StartAsync(charts.Map), charts);
    }

    public T Get<T>()
        where T : class
    {
        if (_host is null)
        {
            var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
            builder.Configuration.AddInMemoryCollection(Settings);
            Furnish(builder.Services);
            builder.AddPlanning();
            _host = builder.Build();
        }

        return _host.Services.GetRequiredService<T>();
    }

    /// <summary>As a process that ends: the next <see cref="Get{T}"/> knows nothing that was not stored.</summary>
    public void Forget()
    {
        _host?.Dispose();
        _host = null;
    }

    public async ValueTask DisposeAsync()
    {
        _host?.Dispose();
        await _github.DisposeAsync();
        await _registry.DisposeAsync();
        await _charts.DisposeAsync();
    }
}
