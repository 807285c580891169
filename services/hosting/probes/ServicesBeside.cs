using System.Text.RegularExpressions;
using k8s.Exceptions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Upgrades.Hosting.Settings;
using Upgrades.Hosting.State;
using Upgrades.Hosting.Text;

namespace Upgrades.Hosting.Probes;

/// <summary>A service's probe that has ended.</summary>
public sealed record Tried(string Service, IReadOnlyList<ProbeResult> Results);

/// <summary>
/// Services as their settings make them, to try what they need without being them: nothing runs, listens or logs, no queue is read, and their
/// stores are not opened. Safe beside services that run.
/// </summary>
public sealed partial class ServicesBeside : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<ServiceDescriptor> _probes;

    private ServicesBeside(WebApplication app, List<ServiceDescriptor> probes) => (_app, _probes) = (app, probes);

    /// <summary>Sections that somebody reads.</summary>
    public IReadOnlyList<string> Sections => [.. _app.Services.GetServices<SettingsSection>().Select(s => s.Name)];

    /// <param name="folder">A temporary one, for stores that stay empty.</param>
    /// <param name="also">Changes what was registered.</param>
    /// <exception cref="OptionsValidationException">See <see cref="WrongAsync"/>.</exception>
    public static ServicesBeside Build(IReadOnlyList<ServiceDefinition> services, IConfiguration settings, string folder, Action<IServiceCollection> also)
    {
        List<ServiceDescriptor> probes = [];
        // A copy: the web host writes into what it is given.
        var app = UpgradesHost.Build(services, builder => builder.AddInMemoryCollection(settings.AsEnumerable().Where(s => s.Value is not null)), registered =>
        {
            foreach (var service in services)
            {
                registered.RemoveAllKeyed<StateStore>(service.Name);
                registered.AddKeyedSingleton(service.Name, (p, _) => StateStore.Open(service.Name, new StateOptions { Folder = folder }, service.Schema, p.GetRequiredService<TimeProvider>()));
            }

            registered.Replace(ServiceDescriptor.Singleton(new ProbeSurroundings(Beside: true)));
            registered.RemoveAll<ILoggerFactory>();
            registered.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
            also(registered);
            probes.AddRange(registered.Where(d => d.ServiceType == typeof(IProbe) && d.IsKeyedService));
        });
        return new ServicesBeside(app, probes);
    }

    /// <summary>Every mistake in the settings, one line each, as a start would tell the first of them.</summary>
    public static async Task<IReadOnlyList<string>> WrongAsync(IReadOnlyList<ServiceDefinition> services, IConfiguration settings, string folder)
    {
        List<string> wrong = [];
        var left = settings.AsEnumerable().Where(s => s.Value is not null).ToDictionary(s => s.Key, s => s.Value, StringComparer.OrdinalIgnoreCase);
        while (true)
        {
            try
            {
                await using var built = Build(services, new ConfigurationBuilder().AddInMemoryCollection(left).Build(), folder, _ => { });
                built._app.Services.GetRequiredService<IStartupValidator>().Validate();
                return wrong;
            }
            catch (OptionsValidationException e) when (left.Keys.Any(k => IsOf(e.OptionsName, k)))
            {
                // A section that decides what is registered at all: the rest is looked at without it.
                wrong.AddRange(e.Failures);
                left.Keys.Where(k => IsOf(e.OptionsName, k)).ToList().ForEach(k => left.Remove(k));
            }
            catch (InvalidOperationException e) when (Unconvertible().Match(e.Message) is { Success: true } match && left.Remove(match.Groups["key"].Value))
            {
                // The value stays out of it: it may be a secret.
                wrong.Add($"{SettingsRegistration.Prefix}{match.Groups["key"].Value.Replace(":", "__", StringComparison.Ordinal).ToUpperInvariant()}: is no {match.Groups["type"].Value.Split('.')[^1]}");
            }
            catch (Exception e) when (UpgradesHost.WrongSettings(e) is { Count: > 0 } failures)
            {
                return [.. wrong.Concat(failures).Distinct()];
            }
        }
    }

    /// <summary>Every probe, side by side; each ends in time.</summary>
    public IReadOnlyList<Task<Tried>> TryAll(CancellationToken cancellationToken) =>
        [.. _probes.Select(d => Task.Run(() => TryAsync(d, cancellationToken), CancellationToken.None))];

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<Tried> TryAsync(ServiceDescriptor probe, CancellationToken cancellationToken)
    {
        var service = (string)probe.ServiceKey!;
        try
        {
            var run = await new BoundedProbe(Make(probe, service), _app.Services.GetRequiredService<ProbeOptions>()).TryAsync(cancellationToken);
            return new Tried(service, run.Results);
        }
        catch (KubeConfigException)
        {
            return new Tried(service, [ProbeResult.Failed("kubernetes", "this is no pod of a cluster, and no other API server is set", "run it in the cluster, or set UPGRADES__KUBERNETES__URL and UPGRADES__KUBERNETES__TOKEN")]);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Not swallowed: a probe that cannot even be made is a failure that is shown.
            var cause = e.GetBaseException();
            return new Tried(service, [ProbeResult.Failed(
                probe.KeyedImplementationType?.Name ?? "probe", OutsideLines.Line($"cannot be made: {cause.GetType().Name}: {cause.Message}"), "see the settings of the service; where they are right this is a mistake in Upgrades")]);
        }
    }

    /// <summary>One by one, so that one that cannot be made takes no other along.</summary>
    private IProbe Make(ServiceDescriptor probe, string service) => (IProbe)(probe.KeyedImplementationInstance
        ?? probe.KeyedImplementationFactory?.Invoke(_app.Services, service)
        ?? ActivatorUtilities.CreateInstance(_app.Services, probe.KeyedImplementationType!));

    private static bool IsOf(string section, string key) => section.Length > 0 && key.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase);

    /// <summary>As .NET's binder says it.</summary>
    [GeneratedRegex(@"at '(?<key>[^']+)' to type '(?<type>[^']+)'", RegexOptions.RightToLeft)]
    private static partial Regex Unconvertible();
}
