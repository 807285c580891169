using Microsoft.Extensions.DependencyInjection.Extensions;
using Upgrades.Contracts.Events;
using Upgrades.Executor.Backups;
using Upgrades.Executor.Commits;
using Upgrades.Executor.Consumers;
using Upgrades.Executor.Moves;
using Upgrades.Executor.Probes;
using Upgrades.Executor.Rebuild;
using Upgrades.Executor.Restores;
using Upgrades.Hosting;
using Upgrades.Hosting.Kubernetes;
using Upgrades.Hosting.Loops;
using Upgrades.Hosting.Probes;
using Upgrades.Hosting.Prometheus;
using Upgrades.Hosting.Settings;
using Upgrades.Hosting.State;
using Upgrades.Repository;

namespace Upgrades.Executor;

/// <summary><see cref="UpgradePlanned"/> → turn, baseline, backup, commit → <see cref="UpgradeApplied"/>; a failed step is undone.</summary>
public static class ExecutorService
{
    public const string Name = "executor";

    public static ServiceDefinition Definition => new()
    {
        Name = Name,
        Schema = new StateSchema(UpgradeRows.Tables + BackupRows.Tables + ControlRows.Tables, RebuildRows.Tables, UpgradeRows.FixAndOrder + HoldRows.Tables, BackupRows.ProofColumns,
            UpgradeRows.UrgencyColumn, UpgradeRows.Restoring + BackupRows.StepColumns + RestoreRows.Tables, UpgradeRows.VerifierWaits),
        AddServices = AddServices,
        AddConsumers = consumers => consumers
            .Add<UpgradePlanned, StorePlanConsumer>()
            .Add<BaselineRecorded, TakeBaselineConsumer>()
            .Add<StepVerified, FollowVerdictConsumer>()
            .Add<UpgradeSucceeded, FollowVerdictConsumer>()
            .Add<UpgradeRolledBack, FollowVerdictConsumer>()
            .Add<UpgradeFailed, OrderUndoConsumer>(),
        MapEndpoints = app => app.MapOperator(),
    };

    private static void AddServices(IHostApplicationBuilder builder)
    {
        builder.AddSettings<ExecutorOptions>("Executor");
        builder.AddSettings<RepositoryOptions>("Repository");
        builder.AddKubernetes();
        builder.AddPrometheus();
        builder.Services.TryAddSingleton<InfrastructureRepository>();

        builder.Services.AddSingleton<UpgradeRows>();
        builder.Services.AddStoreNumbers(Name, Milestones.ShowAsync);
        builder.Services.AddSingleton<Desk>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<Desk>());
        builder.Services.AddRowLoop<AdvanceLoop>(Name);
        builder.Services.AddSingleton<AdmitWaiting>();
        builder.Services.AddSingleton<AskVerifierAgain>();
        builder.Services.AddSingleton<JoinBackup>();
        builder.Services.AddSingleton<ApplyStep>();
        builder.Services.AddSingleton<MendStep>();
        builder.Services.AddSingleton<UndoStep>();
        builder.Services.AddSingleton<RestoreData>();
        builder.Services.AddSingleton<StopObserving>();

        builder.Services.AddSingleton<BackupRows>();
        builder.Services.AddRowLoop<BackupLoop>(Name);
        builder.Services.AddSingleton<BackupCluster>();
        builder.Services.AddSingleton<ProofCheck>();
        builder.Services.AddSingleton<ScratchCheck>();
        builder.Services.AddSingleton<BackupOverview>();

        builder.Services.AddSingleton<RestoreRows>();
        builder.Services.AddRowLoop<RestoreLoop>(Name);

        builder.Services.AddSingleton<StackSources>();
        builder.Services.AddSingleton<StepCommit>();

        builder.Services.AddRowLoop<RebuildLoop>(Name);
        builder.Services.AddSingleton<ReadBack>();

        builder.Services.AddSingleton<CatalogInRepository>();
        builder.Services.AddProbe<RepositoryProbe>(Name);
        builder.Services.AddProbe<BackupProbe>(Name);
        builder.Services.AddProbe<ProofProbe>(Name);
        builder.Services.WhenDependencyChanges(Name, provider =>
            t => UpgradeRows.WakeAllWaitingAsync(t, provider.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeMilliseconds()));
    }
}
