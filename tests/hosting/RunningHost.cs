using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Upgrades.Hosting.State;

namespace Upgrades.Tests.Hosting;

/// <summary>A started process; disposing it is a clean stop.</summary>
internal sealed class RunningHost(WebApplication app) : IAsyncDisposable
{
    public Task PublishAsync<TEvent>(TEvent message)
        where TEvent : class => app.Services.GetRequiredKeyedService<StateStore>("verifier").WriteAsync(
            transaction =>
            {
                transaction.Publish(message);
                return Task.CompletedTask;
            },
            CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
