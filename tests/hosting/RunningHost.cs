using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Upgrades.Hosting.State;

namespace Upgrades.Tests.Hosting;

/// <summary>A started process; disposing it is a clean stop.</summary>
internal sealed class RunningHost(WebApplication app) : IAsyncDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler()) { BaseAddress = new Uri(app.Urls.Single()) };

    /// <summary><c>/health/ready</c>.</summary>
    public async Task<(int Status, string Text)> ReadyAsync()
    {
        using var answer = await _http.GetAsync(new Uri("/health/ready", UriKind.Relative));
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public StateStore Store => app.Services.GetRequiredKeyedService<StateStore>("verifier");

    public Task PublishAsync<TEvent>(TEvent message)
        where TEvent : class => Store.WriteAsync(
            transaction =>
            {
                transaction.Publish(message);
                return Task.CompletedTask;
            },
            CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
