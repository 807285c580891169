using System.Data.Common;
using MassTransit;
using MassTransit.Middleware;
using MassTransit.Middleware.Rescue;
using MassTransit.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Hosting.State;

namespace Upgrades.Hosting.Bus;

/// <summary>
/// The way of a message into its error queue: a reason that a person can read, the move, and only when the broker has confirmed it
/// the report (<see cref="MessageFaulted"/>), which is stored like every event and so survives an absent broker.
/// </summary>
internal sealed class FaultPipeline(IServiceProvider services, ILogger<FaultPipeline> log)
{
    private const int LongestStackTrace = 4000;

    public void Connect(IReceiveEndpointConfigurator configurator, Endpoint endpoint)
    {
        // MassTransit's own fault events have no readers here, and their publishing could hold up the move.
        configurator.PublishFaults = false;
        configurator.ConfigureError(error =>
        {
            error.UseFilter(new GenerateFaultFilter());
            error.UseFilter(new Filter<ExceptionReceiveContext>(context => ExplainAsync(context, endpoint)));
            error.UseFilter(new ErrorTransportFilter());
            error.UseFilter(new Filter<ExceptionReceiveContext>(context => ReportAsync(context, endpoint)));
        });
        // What no consumer asks for (another type in the envelope, a body that is "null") would go to a queue where nobody looks.
        configurator.ConfigureDeadLetter(dead => dead.UseFilter(new Filter<ReceiveContext>(context => RefuseAsync(context, endpoint))));
    }

    private static Task ExplainAsync(ExceptionReceiveContext context, Endpoint endpoint)
    {
        context.ExceptionHeaders.Set(MessageHeaders.FaultMessage, FaultReason.Of(context.Exception, context, endpoint.Event));
        // The headers have to fit into one frame beside everything else.
        if (context.Exception.StackTrace is { Length: > LongestStackTrace } trace)
        {
            context.ExceptionHeaders.Set(MessageHeaders.FaultStackTrace, trace[..LongestStackTrace]);
        }

        return Task.CompletedTask;
    }

    private async Task RefuseAsync(ReceiveContext context, Endpoint endpoint)
    {
        var refusal = new RescueExceptionReceiveContext(context, new NotThisEventException());
        await ExplainAsync(refusal, endpoint);
        if (!context.TryGetPayload(out IErrorTransport? errors))
        {
            throw new InvalidOperationException($"{endpoint.Queue} has no error queue.");
        }

        await errors.Send(refusal);
        await ReportAsync(refusal, endpoint);
    }

    private async Task ReportAsync(ExceptionReceiveContext context, Endpoint endpoint)
    {
        BusMetrics.Faulted.WithLabels(endpoint.Queue).Inc();
        Log.MessageFaulted(log, endpoint.Queue, context.Exception);
        if (endpoint.Event == typeof(MessageFaulted))
        {
            // Reporting a report that could not be handled would go round for ever.
            return;
        }

        var report = new MessageFaulted
        {
            Queue = endpoint.Queue,
            Event = EndpointTable.KebabName(endpoint.Event),
            Error = FaultReason.Of(context.Exception, context, endpoint.Event),
            MessageId = context.GetMessageId()?.ToString(),
        };
        try
        {
            await services.GetRequiredKeyedService<StateStore>(endpoint.Service).WriteAsync(
                transaction =>
                {
                    transaction.Publish(report);
                    return Task.CompletedTask;
                },
                context.CancellationToken);
        }
        catch (Exception e) when (e is DbException or IOException or TimeoutException)
        {
            // Perhaps the broken store is why the message lies where it lies: it must not come back for the report's sake.
            Log.ReportLost(log, endpoint.Queue, report.Error, e);
        }
    }

    private sealed class Filter<TContext>(Func<TContext, Task> act) : IFilter<TContext>
        where TContext : class, PipeContext
    {
        public async Task Send(TContext context, IPipe<TContext> next)
        {
            await act(context);
            await next.Send(context);
        }

        public void Probe(ProbeContext context) => context.CreateFilterScope("fault");
    }
}
