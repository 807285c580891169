using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Upgrades.Hosting.Bus;

/// <summary>Does the broker take messages?</summary>
internal sealed class BrokerHealth(BrokerWatch watch) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(watch.Trouble is { Length: > 0 } trouble ? new HealthCheckResult(context.Registration.FailureStatus, trouble) : HealthCheckResult.Healthy("takes messages"));
}
