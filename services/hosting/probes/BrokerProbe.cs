using System.Net.Sockets;
using System.Security.Authentication;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using Upgrades.Contracts;
using Upgrades.Hosting.Bus;

namespace Upgrades.Hosting.Probes;

/// <summary>RabbitMQ as the service uses it: the login, its queues, and the rights to declare, publish and read.</summary>
internal sealed class BrokerProbe(string service, BusOptions options) : IProbe
{
    private const string Name = "broker";
    private const string Setting = "UPGRADES__BUS__URL";
    private const int AccessRefused = 403;
    private const int PreconditionFailed = 406;
    private const int NotAllowed = 530;

    public async Task<IReadOnlyList<ProbeResult>> TryAsync(CancellationToken cancellationToken)
    {
        if (options.InMemory)
        {
            return [ProbeResult.NotSet(Name, $"{Setting} names no broker: the bus is in memory")];
        }

        string? blocked = null;
        try
        {
            return [await UseAsync(new Uri(options.Url!), why => blocked = why, cancellationToken)];
        }
        catch (Exception e) when (e is RabbitMQClientException or IOException or SocketException or TimeoutException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            return [blocked is null ? Failure(e) : ProbeResult.Failed(
                Name, $"takes no messages: {blocked}", "give the broker what it says it is short of; events stay stored until then")];
        }
    }

    private async Task<ProbeResult> UseAsync(Uri address, Action<string> onBlocked, CancellationToken cancellationToken)
    {
        await using var connection = await BrokerConnection.OpenAsync(options.Url!, $"upgrades {service} probe", cancellationToken);
        connection.ConnectionBlockedAsync += (_, blocked) =>
        {
            onBlocked(blocked.Reason);
            return Task.CompletedTask;
        };
        var endpoints = EndpointTable.Endpoints.Where(e => e.Service == service).ToList();
        var place = $"{address.Host}:{(address.IsDefaultPort || address.Port < 0 ? 5672 : address.Port)}";
        if (await BrokerRights.MissingAsync(connection, endpoints, cancellationToken) is { } missing)
        {
            return ProbeResult.Works(Name, $"{place} lets us in; {missing} is not there yet: the first service that starts declares it");
        }

        await BrokerRights.UseAsync(connection, endpoints, cancellationToken);
        return ProbeResult.Works(Name, $"{place}: {endpoints.Count} queues; may declare, publish and read");
    }

    /// <summary>The broker's words name the right and the user, never the password.</summary>
    private static ProbeResult Failure(Exception error)
    {
        var cause = Cause(error);
        return cause switch
        {
            AuthenticationFailureException or PossibleAuthenticationFailureException =>
                ProbeResult.Failed(Name, "refuses the login: user name or password is wrong", $"give {Setting} the user's present name and password"),
            OperationInterruptedException { ShutdownReason: { } reason } => reason.ReplyCode switch
            {
                AccessRefused => ProbeResult.Failed(Name, $"does not permit to {Doing(reason)}: {reason.ReplyText}",
                    $"give the user of {Setting} its rights: rabbitmqctl set_permissions -p VHOST USER '.*' '.*' '.*'"),
                NotAllowed => ProbeResult.Failed(Name, $"does not let the user into the virtual host: {reason.ReplyText}",
                    $"create the virtual host that {Setting} ends in, and give its user rights there"),
                PreconditionFailed => ProbeResult.Failed(Name, $"has something of this name that is not ours: {reason.ReplyText}",
                    "delete that queue or exchange when it is empty, or take a virtual host for Upgrades alone"),
                _ => ProbeResult.Failed(Name, $"ends the connection: {reason.ReplyText}", $"see the log of the broker that {Setting} names"),
            },
            AuthenticationException tls => ProbeResult.Failed(Name, $"no encrypted connection comes about: {tls.Message}",
                $"see whether {Setting} has to begin with amqps:// or amqp://, and whether its certificate is trusted here"),
            OperationCanceledException or TimeoutException => ProbeResult.Failed(Name, "does not answer in time", $"see whether the broker that {Setting} names is up"),
            _ => ProbeResult.Failed(Name, $"cannot be reached: {cause.Message}", $"see whether host and port of {Setting} are right and the broker is up"),
        };
    }

    /// <summary>What was asked for (AMQP 0-9-1's numbers of class and method): older brokers do not say it.</summary>
    private static string Doing(ShutdownEventArgs reason) => (reason.ClassId, reason.MethodId) switch
    {
        (40 or 50, 10) => "declare",
        (50, 20) => "read and write a queue",
        (40, 30) => "bind",
        (60, 40) => "publish",
        _ => "do it",
    };

    /// <summary>The first that says more than "none of the endpoints were reachable".</summary>
    private static Exception Cause(Exception error) => error switch
    {
        BrokerUnreachableException { InnerException: AggregateException { InnerExceptions: [var first, ..] } } => Cause(first),
        BrokerUnreachableException or ConnectFailureException or IOException when error.InnerException is { } inner => Cause(inner),
        _ => error,
    };
}
