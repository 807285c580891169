using System.Runtime.CompilerServices;
using MassTransit;
using MassTransit.RabbitMqTransport.Configuration;
using MassTransit.RetryPolicies;

namespace Upgrades.Hosting.Bus;

/// <summary>
/// How MassTransit's consumers come back. Its own policy waits up to 37 s once it has failed a few times in a process's life, leaves
/// consumers dead for good after a refused login, and has no setting for it; this one waits 5 s at most and never gives up.
/// </summary>
internal static class ReconnectPolicy
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(4);

    /// <exception cref="MissingFieldException">Another version of MassTransit is linked than the one this was written for.</exception>
    public static void Apply(IRabbitMqBusFactoryConfigurator bus) => PolicyOf((RabbitMqHostConfiguration)HostOf((RabbitMqBusFactoryConfigurator)bus)) =
        new ExponentialRetryPolicy(new Answered(), int.MaxValue, Shortest, Longest, Shortest);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_hostConfiguration")]
    private static extern ref IRabbitMqHostConfiguration HostOf(RabbitMqBusFactoryConfigurator bus);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<ReceiveTransportRetryPolicy>k__BackingField")]
    private static extern ref IRetryPolicy PolicyOf(RabbitMqHostConfiguration host);

    /// <summary>Tries everything again but what the broker has answered: a refused event is the outbox's to send again, later.</summary>
    private sealed class Answered : IExceptionFilter
    {
        public bool Match(Exception exception) => exception is not (MessageReturnedException or RabbitMqConnectionException { InnerException: RabbitMQ.Client.Exceptions.PublishException });

        public void Probe(ProbeContext context) => context.CreateFilterScope("unlessAnswered");
    }
}
