using Upgrades.Contracts.Events;
using Upgrades.Hosting;
using Upgrades.Hosting.Kubernetes;
using Upgrades.Hosting.Loops;
using Upgrades.Hosting.Probes;
using Upgrades.Hosting.Prometheus;
using Upgrades.Hosting.Settings;
using Upgrades.Hosting.State;
using Upgrades.Verifier.Ci;
using Upgrades.Verifier.Cluster;
using Upgrades.Verifier.Http;
using Upgrades.Verifier.Monitors;
using Upgrades.Verifier.Probes;
using Upgrades.Verifier.Watching;

namespace Upgrades.Verifier;

/// <summary><see cref="UpgradeStarted"/> → the state before; <see cref="UpgradeApplied"/> → CI, rollout, window → one verdict.</summary>
public static class VerifierService
{
    public const string Name = "verifier";

    public static ServiceDefinition Definition => new()
    {
        Name = Name,
        Schema = new StateSchema(BaselineRows.Table, VerificationRows.Table),
        AddServices = builder =>
        {
            builder.AddSettings<VerifierOptions>("Verifier");
            builder.AddSettings<WoodpeckerOptions>("Woodpecker");
            builder.AddSettings<HttpCheckOptions>("HttpChecks");
            builder.AddSettings<UptimeKumaOptions>("UptimeKuma");
            builder.AddKubernetes();
            builder.AddPrometheus();
            builder.Services.AddWoodpecker();
            builder.Services.AddHttpProbe();
            builder.Services.AddUptimeKuma();
            builder.Services.AddSingleton<ClusterReader>();
            builder.Services.AddSingleton<FrontDoorReader>();
            builder.Services.AddSingleton<SharedReadings>();
            builder.Services.AddSingleton<FrontDoors>();
            builder.Services.AddSingleton<BaselineRows>();
            builder.Services.AddSingleton<VerificationRows>();
            builder.Services.AddSingleton<CiLogs>();
            builder.Services.AddSingleton<CiWatch>();
            builder.Services.AddSingleton<QueryProbe>();
            builder.Services.AddSingleton<RolloutWatch>();
            builder.Services.AddSingleton<MigrationWatch>();
            builder.Services.AddSingleton<WindowWatch>();
            builder.Services.AddSingleton<EvidenceReader>();
            builder.Services.AddSingleton<Readiness>();
            builder.Services.AddRowLoop<BaselineLoop>(Name);
            builder.Services.AddRowLoop<VerifyLoop>(Name);
            builder.Services.AddProbe<KubernetesProbe>(Name);
            builder.Services.AddProbe<WoodpeckerProbe>(Name);
            builder.Services.AddProbe<UptimeKumaProbe>(Name);
            builder.Services.AddProbe<PrometheusProbe>(Name);
        },
        AddConsumers = consumers => consumers
            .Add<UpgradeStarted, StoreStartedConsumer>()
            .Add<UpgradeApplied, StoreAppliedConsumer>(),
    };
}
