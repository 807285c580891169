namespace Upgrades.Hosting.Bus;

/// <summary>
/// Takes one event off one queue. Stores its consequence in the service's store and returns within milliseconds; long work
/// belongs to a loop (DESIGN §5). Throwing means "try again, then the error queue".
/// </summary>
public interface IConsume<in TEvent>
    where TEvent : class
{
    Task ConsumeAsync(TEvent message, CancellationToken cancellationToken);
}
