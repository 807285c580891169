using Upgrades.Analyzer.Advisor;
using Upgrades.Analyzer.Planning;
using Upgrades.Standalone.Reading;

namespace Upgrades.Standalone.Planning;

/// <summary>Plans as the analyzer does, once and without its store: no quarantine, nothing remembered.</summary>
internal static class PlanNow
{
    /// <param name="settings">The analyzer's: <c>GitHub:…</c>, <c>Registry:…</c>, <c>Advisor:…</c>.</param>
    public static async Task<UpdatePlan> PlanAsync(
        WantedVersion wanted, RepositoryReading reading, IConfiguration settings, bool offline, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddConfiguration(settings);
        if (offline)
        {
            builder.AddOfflinePlanning();
        }
        else
        {
            builder.AddPlanning();
        }

        using var host = builder.Build();
        var plan = host.Services.GetRequiredService<PlanUpgrades>();
        var planned = wanted.Image is { } image
            ? await plan.PlanAsync(image, reading.Head, [], cancellationToken)
            : await plan.PlanAsync(wanted.Chart!, reading.Head, [], cancellationToken);
        return offline ? planned : await host.Services.GetRequiredService<AskAdvisor>().AdviseAsync(planned, cancellationToken);
    }
}
