using Microsoft.Extensions.DependencyInjection.Extensions;
using Upgrades.Analyzer.Outside;
using Upgrades.Analyzer.Planning;
using Upgrades.Analyzer.Probes;
using Upgrades.Analyzer.Sources;
using Upgrades.Analyzer.State;
using Upgrades.Contracts.Events;
using Upgrades.Hosting;
using Upgrades.Hosting.Loops;
using Upgrades.Hosting.Probes;
using Upgrades.Hosting.Settings;
using Upgrades.Repository;

namespace Upgrades.Analyzer;

/// <summary><see cref="UpdateDetected"/> → stacks, sources, changelog, risk → <see cref="UpgradePlanned"/>.</summary>
public static class AnalyzerService
{
    public const string Name = "analyzer";

    public static ServiceDefinition Definition => new()
    {
        Name = Name,
        Schema = UpdateRows.Schema,
        AddServices = builder =>
        {
            builder.AddSettings<RepositoryOptions>("Repository");
            // One mirror for all services of the process.
            builder.Services.TryAddSingleton<InfrastructureRepository>();
            builder.Services.AddSingleton<IKnownSources, SourceRows>();
            builder.Services.AddSingleton<IAnswerStore, AnswerRows>();
            builder.AddPlanning();
            builder.Services.AddSingleton<HeadReader>();
            builder.Services.AddSingleton<UpdateRows>();
            builder.Services.AddSingleton<PlanRows>();
            builder.Services.AddSingleton<QuarantineRows>();
            builder.Services.AddSingleton<SecondChanceRows>();
            builder.Services.AddSingleton<PlanOnHead>();
            builder.Services.AddSingleton<GatherSignals>();
            builder.Services.AddSingleton<GrantSecondChance>();
            builder.Services.AddRowLoop<PlanLoop>(Name);
            builder.Services.AddRowLoop<ReplanLoop>(Name);
            builder.Services.AddRowLoop<SecondChanceLoop>(Name);
            builder.Services.AddSingleton<UsedPlaces>();
            builder.Services.AddProbe<RepositoryProbe>(Name);
            builder.Services.AddProbe<GitHubProbe>(Name);
            builder.Services.AddProbe<ForgesProbe>(Name);
            builder.Services.AddProbe<RegistriesProbe>(Name);
            builder.Services.AddProbe<ChartsProbe>(Name);
            builder.Services.AddProbe<AdvisorProbe>(Name);
        },
        AddConsumers = consumers => consumers
            .Add<UpdateDetected, StoreUpdateConsumer>()
            .Add<PlanOutdated, PlanAgainConsumer>()
            .Add<UpgradeSucceeded, NoteOutcomeConsumer>()
            .Add<UpgradeRolledBack, NoteOutcomeConsumer>()
            .Add<RollbackFailed, NoteOutcomeConsumer>()
            .Add<UpgradeAborted, NoteOutcomeConsumer>(),
        MapEndpoints = app => app.MapOperator(),
    };
}
