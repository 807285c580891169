using MassTransit;
using Microsoft.Extensions.Logging;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;

namespace Upgrades.Hosting.Bus;

/// <summary>What lands in an error queue is told to people too: as <see cref="MessageFaulted"/>, and in the log.</summary>
internal sealed class FaultReporter(IServiceProvider services, ILogger<FaultReporter> log) : IReceiveObserver
{
    public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class => ReportAsync(context.ReceiveContext, exception);

    public Task ReceiveFault(ReceiveContext context, Exception exception) => ReportAsync(context, exception);

    private async Task ReportAsync(ReceiveContext context, Exception exception)
    {
        var queue = context.InputAddress.AbsolutePath.Split('/')[^1];
        Log.MessageFaulted(log, queue, exception);
        if (queue == $"notifier.{EndpointTable.KebabName(typeof(MessageFaulted))}")
        {
            // Reporting a report that could not be handled would go round for ever.
            return;
        }

        var publisher = (EventPublisher?)services.GetService(typeof(EventPublisher));
        await publisher!.PublishAsync(
            new MessageFaulted
            {
                Queue = queue,
                Event = queue.Split('.')[^1],
                Error = exception.GetBaseException().Message,
                MessageId = context.GetMessageId()?.ToString(),
            },
            Guid.CreateVersion7(), correlationId: null, context.CancellationToken);
    }
}
