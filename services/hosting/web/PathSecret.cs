using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Upgrades.Hosting.Web;

/// <summary>
/// A secret that stands in the path, for senders that cannot set headers. It is taken off between the web server and the host,
/// before the host has logged, traced or routed anything: nothing behind sees a path with a secret in it, at any log level.
/// </summary>
public sealed class PathSecret
{
    private readonly string _value;

    private PathSecret(string value) => _value = value;

    /// <returns>What stood behind the path; null when nothing did.</returns>
    public static string? Of(HttpContext context) => context.Features.Get<PathSecret>()?._value;

    /// <summary>Whatever stands behind one of these paths is a secret.</summary>
    internal static void TakeOff(IServiceCollection services, IReadOnlyList<string> paths)
    {
        if (paths.Count == 0)
        {
            return;
        }

        var server = services.Last(s => s.ServiceType == typeof(IServer)).ImplementationType!;
        services.RemoveAll<IServer>();
        services.AddSingleton<IServer>(provider => new Server((IServer)ActivatorUtilities.CreateInstance(provider, server), paths));
    }

    private static void TakeOff(IFeatureCollection features, IReadOnlyList<string> paths)
    {
        var request = features.GetRequiredFeature<IHttpRequestFeature>();
        foreach (var path in paths)
        {
            // Anywhere and in any case: what a sender has misspelt in front of it does not make the rest less of a secret.
            var start = request.Path.IndexOf(path + "/", StringComparison.OrdinalIgnoreCase);
            if (start >= 0)
            {
                var secret = request.Path[(start + path.Length)..].Trim('/');
                request.Path = request.Path[..(start + path.Length)];
                request.RawTarget = request.Path;
                features.Set(secret.Length == 0 ? null : new PathSecret(secret));
                return;
            }
        }
    }

    private sealed class Server(IServer inner, IReadOnlyList<string> paths) : IServer
    {
        public IFeatureCollection Features => inner.Features;

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => inner.StartAsync(new Application<TContext>(application, paths), cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => inner.StopAsync(cancellationToken);

        public void Dispose() => inner.Dispose();
    }

    private sealed class Application<TContext>(IHttpApplication<TContext> inner, IReadOnlyList<string> paths) : IHttpApplication<TContext>
        where TContext : notnull
    {
        public TContext CreateContext(IFeatureCollection contextFeatures)
        {
            TakeOff(contextFeatures, paths);
            return inner.CreateContext(contextFeatures);
        }

        public Task ProcessRequestAsync(TContext context) => inner.ProcessRequestAsync(context);

        public void DisposeContext(TContext context, Exception? exception) => inner.DisposeContext(context, exception);
    }
}
