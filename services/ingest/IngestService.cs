using Upgrades.Contracts.Events;
using Upgrades.Hosting;
using Upgrades.Hosting.Loops;
using Upgrades.Hosting.Probes;
using Upgrades.Hosting.Settings;
using Upgrades.Hosting.State;
using Upgrades.Ingest.Probes;
using Upgrades.Ingest.Webhook;

namespace Upgrades.Ingest;

/// <summary>Webhook → filter → dedupe → rate limit → <see cref="UpdateDetected"/>.</summary>
public static class IngestService
{
    public const string Name = "ingest";

    public static ServiceDefinition Definition => new()
    {
        Name = Name,
        Schema = UpdateRows.Schema,
        PathBeforeSecret = DiunEndpoint.Path,
        AddServices = builder =>
        {
            builder.AddSettings<IngestOptions>("Ingest");
            builder.Services.AddSingleton<UpdateRows>();
            builder.Services.AddStoreNumbers(Name, PendingUpdates.ShowAsync);
            builder.Services.AddSingleton<ReceiveUpdate>();
            builder.Services.AddSingleton<WebhookSecret>();
            builder.Services.AddSingleton<WaitingSignals>();
            builder.Services.AddHostedService(p => p.GetRequiredService<WaitingSignals>());
            builder.Services.AddRowLoop<ReleaseHeldLoop>(Name);
            builder.Services.AddRowLoop<SendAgainLoop>(Name);
            builder.Services.AddProbe<WebhookSecretProbe>(Name);
            builder.Services.AddProbe<DiunProbe>(Name);
        },
        AddConsumers = consumers => consumers
            .Add<UpdateAnalyzed, FollowUpgradesConsumer>()
            .Add<UpgradeSkipped, StrikeOutConsumer>()
            .Add<UpgradeSucceeded, StrikeOutConsumer>()
            .Add<UpgradeRolledBack, StrikeOutConsumer>()
            .Add<RollbackFailed, StrikeOutConsumer>()
            .Add<UpgradeAborted, StrikeOutConsumer>(),
        MapEndpoints = app =>
        {
            app.MapDiunWebhook();
            app.MapOperator();
        },
    };
}
