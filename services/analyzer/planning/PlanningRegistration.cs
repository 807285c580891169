using Microsoft.Extensions.DependencyInjection.Extensions;
using Upgrades.Analyzer.Advisor;
using Upgrades.Analyzer.Charts;
using Upgrades.Analyzer.Forges;
using Upgrades.Analyzer.GitHub;
using Upgrades.Analyzer.Newest;
using Upgrades.Analyzer.Outside;
using Upgrades.Analyzer.Registry;
using Upgrades.Analyzer.Releases;
using Upgrades.Analyzer.Security;
using Upgrades.Analyzer.Sources;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting.Settings;

namespace Upgrades.Analyzer.Planning;

public static class PlanningRegistration
{
    /// <summary>
    /// Adds <see cref="PlanUpgrades"/>, <see cref="FindNewest"/>, <see cref="AskAdvisor"/> and the settings <c>Analyzer</c>, <c>GitHub</c>, <c>Registry</c>, <c>Forges</c>,
    /// <c>Charts</c>, <c>Outside</c> and <c>Advisor</c>; no store, no bus. Needs a
    /// <see cref="TimeProvider"/>; the system's is taken where none is registered.
    /// </summary>
    public static void AddPlanning(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<GitHubOptions>("GitHub");
        builder.AddSettings<RegistryOptions>("Registry");
        builder.AddSettings<ForgesOptions>("Forges");
        builder.AddSettings<ChartOptions>("Charts");
        builder.AddOutsideClient(GitHubConnection.ClientName);
        builder.AddOutsideClient(ForgeConnection.ClientName);
        // An index may have 30 MB, and is kept as what was read in it.
        builder.AddOutsideClient(ChartRepositoryConnection.ClientName, keepsAnswers: false);
        // A registry's tokens are good for minutes, and what has a digest never changes.
        builder.AddOutsideClient(RegistryConnection.ClientName, keepsAnswers: false);
        builder.AddAdvisor();
        builder.Services.AddSingleton<GitHubConnection>();
        builder.Services.AddSingleton<GitHubClient>();
        builder.Services.AddSingleton<RegistryConnection>();
        builder.Services.AddSingleton<RegistryClient>();
        builder.Services.AddSingleton<ChartRepositoryConnection>();
        builder.Services.AddSingleton<ChartIndexes>();
        builder.Services.AddSingleton<OciCharts>();
        builder.Services.AddSingleton<ChartRepositories>();
        builder.Services.AddSingleton<ReadChartNotes>();
        builder.Services.AddSingleton<KnownForges>();
        builder.Services.TryAddSingleton<IKnownSources, SourcesOfThisRun>();
        builder.Services.AddSingleton<FindSource>();
        builder.Services.AddSingleton<ReadNotes>();
        builder.Services.AddSingleton<ReadAdvisories>();
        builder.Services.AddSingleton(p => new FindNewest(
            p.GetRequiredService<RegistryClient>(), p.GetRequiredService<ChartRepositories>(), p.GetRequiredService<AnalyzerOptions>()));
        builder.Add(p => _ => new AskedOutside(
            p.GetRequiredService<RegistryClient>(), p.GetRequiredService<FindSource>(), p.GetRequiredService<ReadNotes>(), p.GetRequiredService<ReadAdvisories>(),
            p.GetRequiredService<ChartRepositories>(), p.GetRequiredService<ReadChartNotes>()));
    }

    /// <summary>The same without a word to any other system, and without the settings of those; <see cref="NobodyAsked"/> says what then is taken for granted.</summary>
    public static void AddOfflinePlanning(this IHostApplicationBuilder builder) => builder.Add(_ => wanted => new NobodyAsked(wanted));

    private static void Add(this IHostApplicationBuilder builder, Func<IServiceProvider, Func<ImageReference?, IOutside>> ask)
    {
        builder.AddSettings<AnalyzerOptions>("Analyzer");
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<PlanStack>();
        builder.Services.AddSingleton<PlanChart>();
        builder.Services.AddSingleton<PlanManagedImage>();
        builder.Services.AddSingleton(p => new PlanUpgrades(
            ask(p), p.GetRequiredService<PlanStack>(), p.GetRequiredService<PlanChart>(), p.GetRequiredService<PlanManagedImage>(), p.GetRequiredService<AnalyzerOptions>()));
    }
}
