using Upgrades.Contracts.Events;
using Upgrades.Hosting;
using Upgrades.Hosting.Bus;
using Upgrades.Hosting.Loops;
using Upgrades.Hosting.Probes;
using Upgrades.Hosting.Settings;
using Upgrades.Notifier.Access;
using Upgrades.Notifier.Digest;
using Upgrades.Notifier.Pages;
using Upgrades.Notifier.Probes;
using Upgrades.Notifier.Slack;

namespace Upgrades.Notifier;

/// <summary>Every event → the timeline, and from there to Slack in the same order.</summary>
public static class NotifierService
{
    public const string Name = "notifier";

    public static ServiceDefinition Definition => new()
    {
        Name = Name,
        Schema = TimelineRows.Schema,
        AddServices = builder =>
        {
            builder.AddSettings<SlackOptions>("Slack");
            builder.AddSettings<TimelineOptions>("Timeline");
            builder.Services.AddSingleton<TimelineRows>();
            builder.Services.AddSingleton<PageRows>();
            builder.Services.AddSingleton<LoginLimit>();
            builder.Services.AddSingleton<LaneRows>();
            builder.Services.AddSingleton<ThreadRows>();
            builder.Services.AddSingleton<DigestRows>();
            builder.Services.AddSingleton<SlackPace>();
            builder.Services.AddSingleton<SlackHttp>();
            builder.Services.AddSingleton<SlackApi>();
            builder.Services.AddSingleton<SlackWebhook>();
            builder.Services.AddSingleton<TellByBot>();
            builder.Services.AddSingleton<TellByWebhook>();
            builder.Services.AddHttpClient(SlackWebhook.ClientName);
            builder.Services.AddRowLoop<PostLoop>(Name);
            builder.Services.AddRowLoop<DigestLoop>(Name);
            builder.Services.AddProbe<SlackProbe>(Name);
        },
        AddConsumers = consumers =>
        {
            Record<UpdateDetected>(consumers);
            Record<UpdateAnalyzed>(consumers);
            Record<UpdateHeld>(consumers);
            Record<UpdateReleased>(consumers);
            Record<UpgradeSkipped>(consumers);
            Record<UpgradePlanned>(consumers);
            Record<PlanOutdated>(consumers);
            Record<UpgradeStarted>(consumers);
            Record<BaselineRecorded>(consumers);
            Record<BackupCompleted>(consumers);
            Record<UpgradeApplied>(consumers);
            Record<PipelineFound>(consumers);
            Record<MigrationSeen>(consumers);
            Record<StepVerified>(consumers);
            Record<UpgradeSucceeded>(consumers);
            Record<UpgradeFailed>(consumers);
            Record<UpgradeRolledBack>(consumers);
            Record<RollbackFailed>(consumers);
            Record<UpgradeAborted>(consumers);
            Record<VersionQuarantined>(consumers);
            Record<QuarantineLifted>(consumers);
            Record<SecondChanceDecided>(consumers);
            Record<MessageFaulted>(consumers);
            Record<DependencyFailed>(consumers);
            Record<DependencyRecovered>(consumers);
        },
        MapEndpoints = app => app.MapTimeline(),
    };

    private static void Record<TEvent>(ConsumerRegistry consumers)
        where TEvent : class => consumers.Add<TEvent, RecordEventConsumer<TEvent>>();
}
