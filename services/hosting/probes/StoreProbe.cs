using System.Data.Common;
using System.Net.Sockets;
using Upgrades.Hosting.State;

namespace Upgrades.Hosting.Probes;

/// <summary>The service's own store: can it be written, and is there room left? Beside the service, its file is looked at and not opened for writing.</summary>
/// <param name="store">Opened when it is asked for.</param>
internal sealed class StoreProbe(ServiceDefinition service, Func<StateStore> store, StateOptions options, ProbeSurroundings where) : IProbe
{
    private const string Name = "store";

    public async Task<IReadOnlyList<ProbeResult>> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            return [ProbeResult.Works(Name, where.Beside ? await LookAsync(cancellationToken) : await store().TryWriterAsync(cancellationToken))];
        }
        catch (StoreUnusableException e)
        {
            return [ProbeResult.Failed(Name, e.Message, e.Advice)];
        }
        catch (Exception e) when (e is DbException or SocketException or TimeoutException)
        {
            var trouble = StoreTrouble.Of(e, options);
            return [ProbeResult.Failed(Name, trouble.Message, trouble.Advice)];
        }
    }

    private Task<string> LookAsync(CancellationToken cancellationToken) => string.IsNullOrEmpty(options.Postgres)
        ? Task.FromResult(SqliteLook.At(service.Name, options.Folder, service.Schema))
        : PostgresLook.AtAsync(service.Name, options.Postgres, service.Schema, cancellationToken);
}
